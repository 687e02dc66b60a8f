/** So many of a few hundred bytes each. */
const mostKnown = 5000;

/**
 * Remembers by its place what a text was decoded to: the next text read there is mostly the same. The files are read
 * each time, for other processes may write them.
 */
export const createDecodeMemo = <T>(decode: (text: string, where: string) => T) => {
  const known = new Map<string, { readonly text: string; readonly value: T }>();
  return (text: string, where: string): T => {
    const before = known.get(where);
    if (before?.text === text) return before.value;
    const value = decode(text, where);
    if (known.size >= mostKnown) known.clear();
    known.set(where, { text, value });
    return value;
  };
};
