export function packChunks(
  chunks: ReadonlyMap<string, string>,
  entry: string,
  together: ReadonlySet<string>,
): ReadonlyMap<string, string>;
