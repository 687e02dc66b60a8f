// Starts the Chromium that is on the path, loads an empty page, and ends it: exit 0, its path on standard output and
// which one it is on standard error, or exit 1.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const patienceMs = 30_000;
const switches = ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', 'about:blank'];

const run = (path, args) =>
  spawnSync(path, args, { encoding: 'utf8', timeout: patienceMs, killSignal: 'SIGKILL' });

const found = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'google-chrome'].map((name) => join(folder, name)))
  .filter(existsSync)
  .find((path) => run(path, switches).stdout?.includes('<html>') === true);
if (found !== undefined) {
  console.log(found);
  console.error(run(found, ['--version']).stdout.trim());
}
process.exitCode = found === undefined ? 1 : 0;
