import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The content of the layer for `-c images=on`: sharp as Lambda's Linux needs it, wherever this runs. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const arch = process.argv[2] ?? 'arm64';
if (arch !== 'arm64' && arch !== 'x86_64') {
  console.error('usage: node scripts/build-image-layer.mjs [arm64|x86_64]');
  process.exit(2);
}

const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = join(root, 'dist', `layer-${arch}`);
rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'nodejs'), { recursive: true });
const cpu = arch === 'arm64' ? 'arm64' : 'x64';
const { status } = spawnSync(
  'npm',
  [
    'install',
    '--prefix',
    join(folder, 'nodejs'),
    '--no-save',
    '--no-package-lock',
    '--omit=dev',
  ].concat(['--os=linux', `--cpu=${cpu}`, '--libc=glibc', `sharp@${dependencies.sharp}`]),
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
