import type Sharp from 'sharp';
import { FibimgError, messageOf } from '../core/error.ts';
import { property } from '../core/property.ts';
import { maxPixels } from '../core/service/pixels.ts';
import { UnmetRequest } from './failure.ts';

/** Loads the image library, or throws when it is not installed. */
export type LoadSharp = () => typeof Sharp;

/** By file extension. */
const formats = new Map<unknown, 'png' | 'jpeg' | 'webp'>([
  ['png', 'png'],
  ['jpg', 'jpeg'],
  ['jpeg', 'jpeg'],
  ['webp', 'webp'],
]);

/** Base64 that fits Lambda's answer of 6 MB. */
const maxAnswerChars = 6 * 2 ** 20 - 1024;

interface ResizeInput {
  readonly image: Uint8Array;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly format: 'png' | 'jpeg' | 'webp';
}

/** An image fitted into width x height, either of which may be left out, in base64. */
export const resize = async (input: unknown, load: LoadSharp): Promise<string> => {
  const wanted = parseResize(input);
  const scaled = (await scale(requireSharp(load), wanted)).toString('base64');
  if (scaled.length <= maxAnswerChars) return scaled;
  throw new UnmetRequest(413, 'too_large', 'the resized image is larger than an answer can be');
};

/** The image library, or a 501 that says how to get it. */
export const requireSharp = (load: LoadSharp): typeof Sharp => {
  try {
    return load();
  } catch (cause) {
    const message = 'the image library is not installed: deploy with -c images=on';
    throw new UnmetRequest(501, 'images_not_installed', message, cause);
  }
};

const scale = async (sharp: typeof Sharp, wanted: ResizeInput): Promise<Buffer> => {
  const { image, width, height, format } = wanted;
  try {
    return await sharp(image, { limitInputPixels: maxPixels ** 2 })
      .resize({ ...(width && { width }), ...(height && { height }), fit: 'inside' })
      .toFormat(format)
      .toBuffer();
  } catch (cause) {
    const why = messageOf(cause);
    throw new FibimgError('invalid_input', 'base64Image cannot be resized', { why, cause });
  }
};

const parseResize = (input: unknown): ResizeInput => {
  const width = side(input, 'width');
  const height = side(input, 'height');
  if (width === undefined && height === undefined) {
    throw new FibimgError('invalid_input', 'width or height is missing');
  }
  const format = formats.get(property(input, 'outputExtension') ?? 'png');
  if (format === undefined) {
    throw new FibimgError('invalid_input', 'outputExtension must be png, jpg, jpeg or webp');
  }
  return { image: imageOf(input), width, height, format };
};

const side = (input: unknown, name: 'width' | 'height'): number | undefined => {
  const value = property(input, name) ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxPixels) {
    return value;
  }
  throw new FibimgError('invalid_input', `${name} must be a whole number from 1 to ${maxPixels}`);
};

/** The bytes of `base64Image`. */
export const imageOf = (input: unknown): Buffer => {
  const text = property(input, 'base64Image');
  if (typeof text === 'string' && text !== '') return Buffer.from(text, 'base64');
  throw new FibimgError('invalid_input', 'base64Image is missing', {
    why: 'it must be the image as base64 text',
  });
};
