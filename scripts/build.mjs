import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildLambda, requireBanner, root } from './build-lambda.mjs';
import { bundledPackages } from './bundled-packages.mjs';
import { noticesOf } from './notices.mjs';

// Native or loaded as they are: everything else is bundled, which halves the start of commands that use the SDK.
const external = ['sharp', 'autocannon'];

/** What the build knows of itself, for tests and the list of parts: outside `dist`, so that it is not published. */
const aboutFolder = join(root, 'build');

for (const folder of ['dist/cli', 'dist/lambda']) {
  await rm(join(root, folder), { recursive: true, force: true });
}
const cli = await build({
  absWorkingDir: root,
  entryPoints: {
    main: 'src/cli/main.ts',
    'environment-main': 'src/local/environment/environment-main.ts',
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
  keepNames: true,
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
});
/** Only what still calls `require` gets one: to make it costs as much as to load a small file. */
const callsRequire = (code) => /(?<![\w$.])require(?![\w$])/.test(code);
await mkdir(join(root, 'dist/cli'), { recursive: true });
for (const { path, text } of cli.outputFiles) {
  await writeFile(path, callsRequire(text) ? `${requireBanner}\n${text}` : text);
}
/** What runs in the reader's browser: one script and one style, which a report holds. */
const page = await build({
  absWorkingDir: root,
  entryPoints: {
    'report-page': 'src/report/page-script/main.ts',
    'report-style': 'src/report/page/page.css',
  },
  outdir: 'dist/cli',
  bundle: true,
  platform: 'browser',
  target: ['chrome111', 'firefox113', 'safari16.4'],
  format: 'iife',
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
const lambda = await buildLambda({ outDir: join(root, 'dist/lambda') });
const packages = await bundledPackages([cli.metafile, page.metafile, lambda]);

await mkdir(aboutFolder, { recursive: true });
await writeFile(join(aboutFolder, 'cli.meta.json'), JSON.stringify(cli.metafile));
await writeFile(join(aboutFolder, 'bundled.json'), JSON.stringify(packages, null, 2));
await writeFile(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), await noticesOf(packages));
