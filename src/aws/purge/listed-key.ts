/** XML cannot hold every character that a key may have; encoded, a listing can. */
export const urlEncoded = { EncodingType: 'url' } as const;

/** Reads the keys of one listing; servers that do not know the encoding send them as they are. */
export const decodeKey =
  ({ EncodingType }: { readonly EncodingType?: string | undefined }) =>
  (key = ''): string =>
    EncodingType === 'url' ? decodeURIComponent(key.replaceAll('+', ' ')) : key;
