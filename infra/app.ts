import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { FibimgError } from '../src/core/error.ts';
import { createFibimgStack } from './fibimg-stack.ts';
import { readStackOptions } from './stack-options.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const built = (folder: string, command: string): Code => {
  const path = join(root, 'dist', folder);
  if (!existsSync(path)) {
    throw new FibimgError('config', `dist/${folder} is not there: run ${command}`);
  }
  return Code.fromAsset(path);
};

const synthesise = (): void => {
  const app = new App();
  const options = readStackOptions(app.node.getAllContext());
  createFibimgStack(app, options, {
    bundle: built('lambda', 'npm run build'),
    imageLayer: () =>
      built(`layer-${options.arch}`, `node scripts/build-image-layer.mjs ${options.arch}`),
  });
};

try {
  synthesise();
} catch (thrown) {
  if (!(thrown instanceof FibimgError)) throw thrown;
  process.stderr.write(
    [thrown.message, ...(thrown.hint ? [`  try   ${thrown.hint}`] : []), ''].join('\n'),
  );
  process.exitCode = 1;
}
