import type { Dimensions } from './jpeg.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const ihdr = 0x49484452;

/** The size that a PNG's header chunk states (RFC 2083, 4.1.1), without decoding; undefined for anything else. */
export const pngDimensions = (bytes: Uint8Array): Dimensions | undefined => {
  if (bytes.length < 24 || signature.some((byte, at) => bytes[at] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(12) !== ihdr) return undefined;
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  return size.width > 0 && size.height > 0 ? size : undefined;
};
