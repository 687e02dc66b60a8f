// Preloaded by a test into the built binary: every module it loads is named on standard error.
import { createRequire, register } from 'node:module';

register('./load-log-hooks.mjs', import.meta.url);

const { cache } = createRequire(import.meta.url);
process.on('exit', () => {
  for (const path of Object.keys(cache)) process.stderr.write(`LOADED ${path}\n`);
});
