/** Uploads lie below the first, what is made of them below the second: neither is a prefix of the other, so that no thumbnail is an upload. */
export const uploadPrefix = 'upload/';
export const thumbnailPrefix = 'thumbnail/';

/** The uploads of a bench lie below a folder of its run, and are its own to remove. */
export const benchFolder = `${uploadPrefix}fibimg-bench/`;

/** S3's limit of a key, in bytes. */
const mostKeyBytes = 1024;

/**
 * Where the thumbnail of an upload lies, `upload/NAME.(jpg|png|webp)` giving `thumbnail/NAME.jpg`; or why there is
 * none. A NAME may have folders, but no part that a path would read as something else.
 */
export const thumbnailKeyOf = (
  key: string,
): { readonly thumbnail: string } | { readonly why: string } => {
  if (!key.startsWith(uploadPrefix)) return { why: `it does not lie under ${uploadPrefix}` };
  const name = /^(.*)\.(?:jpg|png|webp)$/is.exec(key.slice(uploadPrefix.length))?.[1];
  if (name === undefined) return { why: 'its name does not end in .jpg, .png or .webp' };
  if (!isPlainName(name)) return { why: 'its name has parts that are no plain names' };
  const thumbnail = `${thumbnailPrefix}${name}.jpg`;
  return new TextEncoder().encode(thumbnail).length <= mostKeyBytes
    ? { thumbnail }
    : { why: 'its name is too long' };
};

const isPlainName = (name: string): boolean =>
  !/[\p{Cc}\p{Cs}\\]/u.test(name) && name.split('/').every((part) => !/^\.{0,2}$/.test(part));

/** Whether a key lies where uploads or thumbnails do, by a name that means nothing but itself. */
export const isEventKey = (key: string): boolean =>
  [uploadPrefix, thumbnailPrefix].some(
    (prefix) => key.startsWith(prefix) && isPlainName(key.slice(prefix.length)),
  );

/** Whether a key is exactly of the form of a thumbnail's. */
export const isThumbnailKey = (key: string): boolean => {
  const name = /^thumbnail\/(.*)\.jpg$/s.exec(key)?.[1];
  return name !== undefined && isPlainName(name);
};

/** @param run letters, digits and dashes. */
export const benchUploadKey = (run: string, name: string): string => `${benchFolder}${run}/${name}`;

/** Whether a key is exactly of the form of a bench's own upload. */
export const isBenchUpload = (key: string): boolean =>
  /^upload\/fibimg-bench\/[\w-]{1,64}\/[\w-]{1,64}\.(?:jpg|png|webp)$/.test(key);
