/**
 * Lines a file over src and bin: median, 90th percentile, largest.
 * Run: npx tsx benchmarks/file-sizes.ts
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const files = ['src', 'bin'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|js)$/.test(path))
    .map((path) => join(folder, path)),
);
const sizes = files
  .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
  .toSorted((a, b) => a.lines - b.lines);
const at = (share: number) => sizes[Math.floor((sizes.length - 1) * share)];

console.log(`${sizes.length} files, ${sizes.reduce((sum, { lines }) => sum + lines, 0)} lines`);
console.log(
  `median ${at(0.5)?.lines}, p90 ${at(0.9)?.lines}, largest ${at(1)?.lines} (${at(1)?.file})`,
);
