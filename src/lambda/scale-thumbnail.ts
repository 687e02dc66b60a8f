import type Sharp from 'sharp';
import { FibimgError, messageOf } from '../core/error.ts';
import type { ScaledImage } from '../core/events/handle-upload.ts';

/** A decoder may need four bytes for each; more would not fit into a function of 512 MB. */
const mostPixels = 50_000_000;

/** Types by the bytes that they begin with, in hexadecimal. Nothing else is handed to a decoder. */
const types = [
  { type: 'image/jpeg', pattern: /^ffd8ff/ },
  { type: 'image/png', pattern: /^89504e470d0a1a0a/ },
  { type: 'image/webp', pattern: /^52494646.{8}57454250/ },
] as const;

/**
 * An image as a JPEG whose longest side is `side` at most, upright, on white. An `invalid_input` error for what is no
 * image of a known type, is damaged, or has too many pixels, which its header tells before any of them is decoded.
 */
export const scaleThumbnail = async (
  sharp: typeof Sharp,
  image: Uint8Array,
  side: number,
  timeoutMs: number,
): Promise<ScaledImage> => {
  const head = Buffer.from(image.buffer, image.byteOffset, Math.min(image.length, 16));
  const type = types.find(({ pattern }) => pattern.test(head.toString('hex')))?.type;
  if (type === undefined) throw unreadable('it is no JPEG, PNG or WebP');
  try {
    const input = sharp(image, { limitInputPixels: mostPixels, failOn: 'error' });
    const { width, height } = await input.metadata();
    const { data, info } = await input
      .timeout({ seconds: Math.max(1, Math.floor(timeoutMs / 1000)) })
      .rotate()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 80 })
      .toBuffer({ resolveWithObject: true });
    return { source: { type, width, height }, jpeg: data, width: info.width, height: info.height };
  } catch (cause) {
    const why = messageOf(cause);
    throw unreadable(
      /pixel limit/.test(why) ? `it has more than ${mostPixels} pixels` : why,
      cause,
    );
  }
};

const unreadable = (why: string, cause?: unknown): FibimgError =>
  new FibimgError('invalid_input', 'the upload cannot be read', { why, cause });
