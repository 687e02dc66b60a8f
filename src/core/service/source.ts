const namedSources = ['auto', 'picsum', 'generated'] as const;

/** A directory is told from a name by its first characters. */
type DirectoryPath = `/${string}` | `./${string}` | `../${string}`;

/** Where a missing image comes from. */
export type Source = (typeof namedSources)[number] | DirectoryPath;

const isDirectoryPath = (text: string): text is DirectoryPath => /^\.{0,2}\//.test(text);

/** The source that `text` names, else undefined. */
export const parseSource = (text: string): Source | undefined =>
  isDirectoryPath(text) ? text : namedSources.find((name) => name === text);
