#!/usr/bin/env node
import module from 'node:module';

// Node 22 and later keep compiled code between runs; Node 20 has no such thing.
module.enableCompileCache?.();
// The SDK announces the end of its Node 20 support on standard error, where only our own words belong.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { main } = await import('../dist/cli/main.js').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write('fibimg: it has not been built yet\n  try   npm run build\n');
  process.exit(1);
});
process.exitCode = await main(process.argv.slice(2));
