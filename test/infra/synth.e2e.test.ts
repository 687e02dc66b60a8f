import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** The tool and the library must agree on the format between them, and neither may want credentials. */
test('cdk synth reads what the app writes, without credentials', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fibimg-synth-'));
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' };
  const cdk = ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--output', folder];
  await promisify(execFile)(process.execPath, [...cdk, '-c', 'memory=512'], { env });
  const template = JSON.parse(await readFile(join(folder, 'fibimg.template.json'), 'utf8'));
  const memory = Object.values(template.Resources)
    .map(
      (resource) => (resource as { Properties?: { MemorySize?: number } }).Properties?.MemorySize,
    )
    .filter((size) => size !== undefined);
  expect(memory).toContain(512);
  await rm(folder, { recursive: true });
});
