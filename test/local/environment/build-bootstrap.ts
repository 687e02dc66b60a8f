import { join } from 'node:path';
import { build } from 'esbuild';

/** Compiles what runs inside an environment into `dir`, as the build does. */
export const buildBootstrap = async (dir: string): Promise<string> => {
  const outfile = join(dir, 'environment-main.mjs');
  const entry = join(
    import.meta.dirname,
    '..',
    '..',
    '..',
    'src',
    'local',
    'environment',
    'environment-main.ts',
  );
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  return outfile;
};
