/** Where `--out` sends every sample. */
export interface OutputSpec {
  readonly format: 'json' | 'csv';
  /** A file, or `-` for standard output. */
  readonly path: string;
  readonly gzip: boolean;
}

/** Reads `json=FILE`, `csv=FILE`, either with `.gz` at its end; undefined for anything else. */
export const parseOutput = (text: string): OutputSpec | undefined => {
  const [, format, path] = /^(json|csv)=(.+)$/s.exec(text) ?? [];
  if ((format !== 'json' && format !== 'csv') || path === undefined) return undefined;
  return { format, path: path === '/dev/stdout' ? '-' : path, gzip: path.endsWith('.gz') };
};
