import { FibimgError } from '../core/error.ts';
import { jpegDimensions } from '../core/service/jpeg.ts';
import { pngDimensions } from '../core/service/png.ts';
import { type ErrorBody, failureOf, UnmetRequest } from './failure.ts';
import { describeError } from './log.ts';
import { imageOf, type LoadSharp, resize } from './resize.ts';
import { sampleBase64 } from './sample.ts';

interface OperationAnswer {
  /** For the log alone: a direct call has no status. */
  readonly status: number;
  readonly result: string | ErrorBody;
  readonly log: Readonly<Record<string, unknown>>;
}

/** A direct invocation with an `operation` is answered by the bare result, as the image-processing function does. */
export const answerOperation = async (
  operation: string,
  input: unknown,
  loadSharp: LoadSharp,
): Promise<OperationAnswer> => {
  try {
    return { status: 200, result: await run(operation, input, loadSharp), log: {} };
  } catch (thrown) {
    const { status, body } = failureOf(thrown);
    return { status, result: body, log: { error: describeError(thrown) } };
  }
};

const run = async (operation: string, input: unknown, loadSharp: LoadSharp): Promise<string> => {
  switch (operation) {
    case 'ping':
      return 'pong';
    case 'getSample':
      return sampleBase64;
    case 'getDimensions':
      return dimensions(imageOf(input));
    case 'resize':
    case 'thumbnail':
      return resize(input, loadSharp);
    default:
      throw new UnmetRequest(
        400,
        'unknown_operation',
        'operation must be ping, getSample, getDimensions, resize or thumbnail',
      );
  }
};

const dimensions = (image: Uint8Array): string => {
  const size = pngDimensions(image) ?? jpegDimensions(image);
  if (size !== undefined) return `${size.width}x${size.height}\n`;
  throw new FibimgError('invalid_input', 'base64Image is neither a PNG nor a JPEG');
};
