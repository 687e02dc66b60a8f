import { responseBody } from '../../../src/core/service/response.ts';

/** The service's answer for one image, every digit exact. */
export const serviceBody = (pixels: number): string =>
  responseBody({
    context: {
      awsRequestId: 'a-b',
      deadlineMs: 1_700_000_000_123,
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
      traceId: 'Root=1-2-3',
    },
    now: new Date('2026-11-21T10:11:12Z'),
    pixels,
    metadata: {
      originalUrl: `https://picsum.photos/${pixels}`,
      redirectedUrl: `https://fastly.picsum.photos/id/1/${pixels}.jpg`,
      imageLocation: `image/${pixels}.jpg`,
      contentDisposition: null,
      contentType: ['image/jpeg'],
      created: '2026-11-21 10:11:12',
    },
  });
