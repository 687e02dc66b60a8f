/** The part of a path that stands for a partition or sort key: percent-encoded, so that any key is one safe name. */
export const keyAsName = (key: string): string =>
  encodeURIComponent(key)
    // `.` and `..` are not names of one's own, `*` is none on Windows; `#` is one everywhere, and reads better.
    .replaceAll('.', '%2E')
    .replaceAll('*', '%2A')
    .replaceAll('%23', '#');

/** The key that a name stands for; undefined for a name that `keyAsName` never makes. */
export const keyOfName = (name: string): string | undefined => {
  try {
    const key = decodeURIComponent(name);
    return keyAsName(key) === name ? key : undefined;
  } catch {
    return undefined;
  }
};

const suffix = '.json';

/** The file of one item in its partition's folder. */
export const itemFileName = (sortKey: string): string => `${keyAsName(sortKey)}${suffix}`;

/** The sort key of the item in a file of this name; undefined for any other file. */
export const sortKeyOfFile = (name: string): string | undefined =>
  name.endsWith(suffix) ? keyOfName(name.slice(0, -suffix.length)) : undefined;
