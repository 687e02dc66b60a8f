import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** CommonJS packages inside an ES module still ask for Node's own modules by `require`. */
const requireBanner =
  "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

/**
 * Leaves imports of a module to a file beside the bundle.
 *
 * @param {RegExp} filter
 * @param {string} path
 * @returns {import('esbuild').Plugin}
 */
const elsewhere = (filter, path) => ({
  name: `elsewhere ${path}`,
  setup: ({ onResolve }) => {
    onResolve({ filter }, () => ({ path, external: true }));
  },
});

/**
 * Bundles an entry as the function is deployed: one minified ES module.
 *
 * @param {{ entry: string, outfile: string, plugins?: import('esbuild').Plugin[], banner?: string }} options
 * @returns {Promise<import('esbuild').Metafile>}
 */
export const bundle = async ({ entry, outfile, plugins = [], banner = requireBanner }) => {
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
    banner: { js: banner },
    plugins,
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
};

/**
 * Builds the deployable function into `outDir`: `index.mjs`, which answers requests, and `events.mjs`, which it loads
 * when an event comes that is none.
 *
 * @param {{ outDir: string }} options
 * @returns {Promise<import('esbuild').Metafile>}
 */
export const buildLambda = async ({ outDir }) => {
  await mkdir(outDir, { recursive: true });
  const index = await bundle({
    entry: 'src/lambda/handler.ts',
    outfile: join(outDir, 'index.mjs'),
    banner: '',
    plugins: [elsewhere(/\/event-handler\.ts$/, './events.mjs')],
  });
  const events = await bundle({
    entry: 'src/lambda/event-handler.ts',
    outfile: join(outDir, 'events.mjs'),
    banner: '',
    plugins: [elsewhere(/\/error\.ts$/, './index.mjs')],
  });
  return {
    inputs: { ...index.inputs, ...events.inputs },
    outputs: { ...index.outputs, ...events.outputs },
  };
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildLambda({ outDir: join(root, 'dist', 'lambda') });
}
