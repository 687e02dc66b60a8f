import type { Metadata } from '../../core/service/metadata.ts';

/** Remembers what each metadata was encoded to, for as long as its store remembers the metadata itself. */
export const createEncodeMemo = (encode: (pixels: number, metadata: Metadata) => string) => {
  const known = new WeakMap<Metadata, { readonly pixels: number; readonly text: string }>();
  return (pixels: number, metadata: Metadata): string => {
    const before = known.get(metadata);
    if (before?.pixels === pixels) return before.text;
    const text = encode(pixels, metadata);
    known.set(metadata, { pixels, text });
    return text;
  };
};
