import { parsePixels } from './pixels.ts';

/** Where one image's bytes lie in the bucket. */
export const imageKey = (pixels: number): string => `image/${pixels}.jpg`;

/** Where one image's metadata document lies in the bucket. */
export const metadataKey = (pixels: number): string => `metadata/${pixels}.json`;

/** The prefixes under which everything of ours lies in the bucket. */
export const ownPrefixes = ['image/', 'metadata/'] as const;

/** Every item of ours has this partition key. */
export const partitionKey = 'IMAGE';

/** The sort key of one image's item. */
export const sortKey = (pixels: number): string => `PIXELS#${pixels}`;

const pixelsIn = (text: string, pattern: RegExp): number | undefined => {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : parsePixels(digits);
};

/** The size that a key of `imageKey`'s form names, else undefined. */
export const pixelsOfImageKey = (key: string): number | undefined =>
  pixelsIn(key, /^image\/([1-9][0-9]{0,3})\.jpg$/);

/** The size that a key of `metadataKey`'s form names, else undefined. */
export const pixelsOfMetadataKey = (key: string): number | undefined =>
  pixelsIn(key, /^metadata\/([1-9][0-9]{0,3})\.json$/);

/** The size that a sort key of `sortKey`'s form names, else undefined. */
export const pixelsOfSortKey = (key: string): number | undefined =>
  pixelsIn(key, /^PIXELS#([1-9][0-9]{0,3})$/);

/** The URL that an image of this size is asked from. */
export const originUrl = (pixels: number, base = 'https://picsum.photos'): string =>
  `${base}/${pixels}`;

/** Whether an object's key is exactly of our form. */
export const isOwnKey = (key: string): boolean =>
  pixelsOfImageKey(key) !== undefined || pixelsOfMetadataKey(key) !== undefined;

/** A JPEG's tables alone take a hundred bytes, and so do a document's six keys. */
const leastBytes = 100;
/** The largest image that is fetched, and far more than any document takes. */
const mostImageBytes = 64 * 2 ** 20;
const mostDocumentBytes = 64 * 2 ** 10;

/** Whether an object of this many bytes under a key of our form may be of our making. */
export const isOwnSize = (key: string, bytes: number): boolean =>
  bytes >= leastBytes &&
  bytes <= (pixelsOfImageKey(key) === undefined ? mostDocumentBytes : mostImageBytes);
