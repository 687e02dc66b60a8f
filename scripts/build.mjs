import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { buildLambda, root } from './build-lambda.mjs';
import { bundledPackages } from './bundled-packages.mjs';
import { noticesOf } from './notices.mjs';
import { packChunks } from './pack-chunks.mjs';

// Native or loaded as they are: everything else is bundled, which halves the start of commands that use the SDK.
const external = ['sharp', 'autocannon'];

/** What the build knows of itself, for tests and the list of parts: outside `dist`, so that it is not published. */
const aboutFolder = join(root, 'build');
const cliFolder = join(root, 'dist/cli');
const pagesFolder = join(cliFolder, 'pages');

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  external,
  minify: true,
  keepNames: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/** What a stored `get` loads: with the least command as fast as it can be, the others are as well. */
const startsWith = [
  'src/cli/main.ts',
  'src/cli/wiring/wiring.ts',
  'src/cli/wiring/open-origin.ts',
  'src/commands/get/options.ts',
  'src/commands/get/run.ts',
  'src/local/store/atomic-writer.ts',
  'src/local/store/embedded-store.ts',
];

/** Commander can start other programs for its commands. Nothing here does, and what that takes is slow to load. */
const withoutProcesses = {
  name: 'without-processes',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('/commander/') ? { path: 'none', namespace: 'none' } : undefined,
    );
    onLoad({ filter: /^none$/, namespace: 'none' }, () => ({ contents: '' }));
  },
};

/**
 * Chunks of ES modules, for only those can be split, each turned into CommonJS, which Node loads faster. Every `import()`
 * becomes a `require` as late.
 */
const buildChunks = async (entryPoints) => {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints,
    outdir: 'dist/cli',
    outExtension: { '.js': '.cjs' },
    splitting: true,
    format: 'esm',
    define: { 'import.meta.url': 'moduleUrl' },
    plugins: [withoutProcesses],
    write: false,
  });
  const chunks = new Map();
  for (const { path, text } of outputFiles) chunks.set(basename(path), await toCommonJs(text));
  const together = togetherIn(metafile.outputs);
  for (const [name, code] of packChunks(chunks, 'main.cjs', together)) {
    await writeFile(join(cliFolder, name), code);
  }
  return packedMetafile(metafile, together);
};

const toCommonJs = async (text) => {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    minify: true,
    legalComments: 'none',
  });
  return code.includes('moduleUrl') ? `${moduleUrl}${code}` : code;
};

/** The chunks that the start needs, and what those need at once. */
const togetherIn = (outputs) => {
  const found = new Set();
  const add = (path) => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: next, kind, external: isExternal } of outputs[path].imports) {
      if (kind === 'import-statement' && !isExternal) add(next);
    }
  };
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    if (startsWith.includes(entryPoint)) add(path);
  }
  return new Set([...found].map((path) => basename(path)));
};

/** The metafile, in which the entry holds what was packed into it. */
const packedMetafile = ({ inputs, outputs }, together) => {
  const isPacked = ([path]) => together.has(basename(path));
  const all = Object.entries(outputs);
  const merged = Object.assign({}, ...all.filter(isPacked).map(([, output]) => output.inputs));
  const imports = all.filter(isPacked).flatMap(([, output]) => output.imports);
  const entry = { ...outputs['dist/cli/main.cjs'], inputs: merged, imports };
  const others = Object.fromEntries(all.filter((one) => !isPacked(one)));
  return { inputs, outputs: { ...others, 'dist/cli/main.cjs': entry } };
};

const moduleUrl = 'const moduleUrl=require("node:url").pathToFileURL(__filename).href;';

/** Help and the version as they are printed, so that the launcher need load nothing for them. */
const writePages = async () => {
  const printed = (...argv) =>
    execFileSync(process.execPath, ['bin/fibimg.js', ...argv], { cwd: root });
  const help = printed('--help');
  const commands = [...String(help).matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name);
  await mkdir(pagesFolder);
  await writeFile(join(pagesFolder, 'help.txt'), help);
  await writeFile(join(pagesFolder, 'version.txt'), printed('--version'));
  for (const name of commands) {
    await writeFile(join(pagesFolder, `help-${name}.txt`), printed('help', name));
  }
};

for (const folder of ['dist/cli', 'dist/lambda']) {
  await rm(join(root, folder), { recursive: true, force: true });
}
await mkdir(cliFolder, { recursive: true });
const chunks = await buildChunks({
  main: 'src/cli/main.ts',
  'serve-child': 'src/cli/serve-child.ts',
  'load-worker': 'src/cli/load-worker.ts',
});
// It imports the deployable bundle, which is an ES module.
const { metafile: environment } = await build({
  ...common,
  entryPoints: { 'environment-main': 'src/local/environment/environment-main.ts' },
  outdir: 'dist/cli',
  format: 'esm',
});
/** What a task of a fleet runs: one file, to be fetched by a bare Node. Nothing in it starts processes or wants a native module. */
const { metafile: worker } = await build({
  ...common,
  entryPoints: { 'fleet-worker': 'src/cli/fleet-worker.ts' },
  outdir: 'dist/cli',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
});
/** Every report that is handed on is a copy of the plotting library as well, and its licence goes with it. */
const licenceOfPlots = (await readFile(join(root, 'node_modules/uplot/LICENSE'), 'utf8')).trim();
/** What runs in the reader's browser: one script and one style, which a report holds. */
const { metafile: page } = await build({
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
  banner: { js: `/*! uPlot:\n${licenceOfPlots}\n*/` },
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
await writePages();
const lambda = await buildLambda({ outDir: join(root, 'dist/lambda') });
const cli = {
  inputs: { ...chunks.inputs, ...environment.inputs, ...worker.inputs },
  outputs: { ...chunks.outputs, ...environment.outputs, ...worker.outputs },
};
const packages = await bundledPackages([cli, page, lambda]);

await mkdir(aboutFolder, { recursive: true });
await writeFile(join(aboutFolder, 'cli.meta.json'), JSON.stringify(cli));
await writeFile(join(aboutFolder, 'bundled.json'), JSON.stringify(packages, null, 2));
await writeFile(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), await noticesOf(packages));
