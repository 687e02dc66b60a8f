import { excerpt } from './excerpt.ts';
import { isCompleteJpeg, jpegDimensions } from './jpeg.ts';

/** What lies where an image's bytes belong. */
type StoredBytes =
  | { readonly state: 'good' }
  | { readonly state: 'missing'; readonly what: string }
  /** Ours, but not whole. */
  | { readonly state: 'damaged'; readonly what: string }
  /** Something that this service would never have stored there. */
  | { readonly state: 'foreign'; readonly what: string };

/** Looks at the bytes that are stored for an image of pixels x pixels. */
export const inspectStored = (bytes: Uint8Array | undefined, pixels: number): StoredBytes => {
  if (bytes === undefined) return { state: 'missing', what: 'there are no bytes' };
  if (bytes.length === 0) return { state: 'damaged', what: 'the file is empty' };
  if (bytes[0] !== 0xff || (bytes[1] ?? 0xd8) !== 0xd8) {
    return { state: 'foreign', what: `it is no JPEG but ${excerpt(bytes)}` };
  }
  const size = jpegDimensions(bytes);
  if (size !== undefined && (size.width !== pixels || size.height !== pixels)) {
    return { state: 'foreign', what: `it is a JPEG of ${size.width} x ${size.height} pixels` };
  }
  return size !== undefined && isCompleteJpeg(bytes)
    ? { state: 'good' }
    : { state: 'damaged', what: `the JPEG is cut short after ${bytes.length} bytes` };
};
