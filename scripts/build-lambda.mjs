import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** CommonJS packages inside an ES module still ask for Node's own modules by `require`. */
const requireBanner =
  "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

/**
 * Bundles an entry as the function is deployed: one minified ES module.
 *
 * @param {{ entry: string, outfile: string }} options
 * @returns {Promise<import('esbuild').Metafile>}
 */
export const bundle = async ({ entry, outfile }) => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    external: ['sharp'],
    banner: { js: requireBanner },
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
};

/**
 * Builds the deployable function, `index.mjs`, into `outDir`.
 *
 * @param {{ outDir: string }} options
 */
export const buildLambda = async ({ outDir }) => {
  await mkdir(outDir, { recursive: true });
  return bundle({ entry: 'src/lambda/handler.ts', outfile: join(outDir, 'index.mjs') });
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildLambda({ outDir: join(root, 'dist', 'lambda') });
}
