#!/usr/bin/env node
// CommonJS, as the whole build: to start the loader of ES modules takes as long as a short command.
const { readFileSync, writeSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { isatty } = require('node:tty');

const isHelp = (word) => word === '--help' || word === '-h' || word === 'help';
const isVersion = (word) => word === '--version' || word === '-V';

/** Help and the version are written down at the build. Undefined for any other command line. */
const pageName = ([first, second, ...more]) => {
  if (more.length > 0) return undefined;
  if (second === undefined) {
    if (isVersion(first)) return 'version';
    return isHelp(first) ? 'help' : undefined;
  }
  const command = first === 'help' ? second : first;
  const asked = first === 'help' || (isHelp(second) && second !== 'help');
  return asked && /^[a-z]+$/.test(command) ? `help-${command}` : undefined;
};

/** The pages are 80 columns wide. */
const isNarrow = () => isatty(1) && process.stdout.columns < 80;

/** False where it cannot be read or written so simply: the program itself knows what to do then. */
const printPage = (name) => {
  try {
    const page = readFileSync(`${__dirname}/../dist/cli/pages/${name}.txt`);
    return writeSync(1, page) === page.length;
  } catch {
    return false;
  }
};

const run = async (argv) => {
  // Node 22 and later keep compiled code between runs; Node 20 has no such thing.
  enableCompileCache?.();
  // The SDK announces the end of its Node 20 support on standard error, where only our own words belong.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { main } = require('../dist/cli/main.cjs');
  process.exitCode = await main(argv);
};

const argv = process.argv.slice(2);
const name = pageName(argv);
if (name === undefined || isNarrow() || !printPage(name)) {
  run(argv).catch((error) => {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    process.stderr.write('fibimg: it has not been built yet\n  try   npm run build\n');
    process.exitCode = 1;
  });
}
