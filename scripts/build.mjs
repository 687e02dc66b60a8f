import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

// Native or loaded as they are: everything else is bundled, which halves the start of commands that use the SDK.
const external = ['sharp', 'autocannon'];

/** CommonJS packages inside an ESM bundle still call require. */
const requireBanner =
  "import { createRequire as fibimgCreateRequire } from 'node:module';\nconst require = fibimgCreateRequire(import.meta.url);";

await rm('dist/cli', { recursive: true, force: true });
await build({
  entryPoints: {
    main: 'src/cli/main.ts',
    'environment-main': 'src/local/lambda/environment-main.ts',
    'serve-child': 'src/cli/serve-child.ts',
  },
  outdir: 'dist/cli',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  external,
  minify: true,
  sourcemap: true,
  keepNames: true,
  metafile: true,
  banner: { js: requireBanner },
  logLevel: 'warning',
}).then(async ({ metafile }) => {
  const { writeFile } = await import('node:fs/promises');
  await writeFile('dist/cli/meta.json', JSON.stringify(metafile));
});

if (existsSync('scripts/build-lambda.mjs')) {
  const { buildLambda } = await import('./build-lambda.mjs');
  await buildLambda({ outDir: 'dist/lambda' });
}
