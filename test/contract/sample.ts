import type { Metadata } from '../../src/core/service/metadata.ts';

/** Metadata of every shape that the contract allows. */
export const sampleMetadata = {
  full: {
    originalUrl: 'https://picsum.photos/500',
    redirectedUrl: 'https://fastly.picsum.photos/id/13/500/500.jpg?hmac=a-b_c&x="1"',
    imageLocation: 'image/500.jpg',
    contentDisposition: ['inline; filename="13-500x500.jpg"'],
    contentType: ['image/jpeg'],
    created: '2024-02-20 10:11:12',
  },
  bare: {
    originalUrl: 'https://picsum.photos/500',
    redirectedUrl: 'generated:spiral/500',
    imageLocation: 'image/500.jpg',
    contentDisposition: null,
    contentType: null,
    created: '2024-02-20 10:11:13',
  },
  odd: {
    originalUrl: 'https://picsum.photos/500',
    redirectedUrl: 'https://example.com/ü/日本?q=\\/\u0000<&>',
    imageLocation: 'image/500.jpg',
    contentDisposition: ['inline', "attachment; filename*=UTF-8''%e2%82%ac.jpg", ''],
    contentType: [],
    created: '1999-12-31 23:59:59',
  },
} as const satisfies Record<string, Metadata>;
