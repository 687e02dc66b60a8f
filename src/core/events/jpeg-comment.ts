const comment = 0xfffe;
const application0 = 0xffe0;
const startOfScan = 0xffda;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The same image with a comment (ITU T.81, B.2.4.5), after JFIF's own segment where it has one. */
export const withComment = (jpeg: Uint8Array, text: string): Uint8Array => {
  const view = viewOf(jpeg);
  const at = view.getUint16(2) === application0 ? 4 + view.getUint16(4) : 2;
  const bytes = new TextEncoder().encode(text);
  const segment = new Uint8Array(4 + bytes.length);
  viewOf(segment).setUint16(0, comment);
  viewOf(segment).setUint16(2, 2 + bytes.length);
  segment.set(bytes, 4);
  const made = new Uint8Array(jpeg.length + segment.length);
  made.set(jpeg.subarray(0, at));
  made.set(segment, at);
  made.set(jpeg.subarray(at), at + segment.length);
  return made;
};

/** The first comment of a JPEG; undefined where it has none, and for anything else. */
export const commentOf = (bytes: Uint8Array): string | undefined => {
  const view = viewOf(bytes);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 4 <= view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === startOfScan || marker < 0xff00) return undefined;
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === comment) return new TextDecoder().decode(bytes.subarray(at + 4, end));
  }
  return undefined;
};
