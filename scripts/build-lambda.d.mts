import type { Metafile } from 'esbuild';

export function bundle(options: {
  readonly entry: string;
  readonly outfile: string;
}): Promise<Metafile>;
export function buildLambda(options: { readonly outDir: string }): Promise<Metafile>;
