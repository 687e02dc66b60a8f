import { FibimgError } from '../core/error.ts';

/** The origin's host cannot be reached: no name, no route or no connection. No other failure is this error. */
export class OriginUnreachable extends FibimgError {
  constructor(url: URL, why: string, cause: unknown) {
    super('origin', `the image origin ${url.host} cannot be reached`, {
      why,
      hint: 'check the network and HTTPS_PROXY, or use generated images: --source generated',
      cause,
    });
    this.name = 'OriginUnreachable';
  }
}

/** The origin answered, but not with the image that was asked for. */
export const originError = (
  pixels: number,
  why: string,
  details: { readonly hint?: string; readonly cause?: unknown } = {},
): FibimgError =>
  new FibimgError('origin', `the image origin did not deliver the ${pixels} px image`, {
    hint: 'try again, or use a generated image: --source generated',
    ...details,
    why,
  });
