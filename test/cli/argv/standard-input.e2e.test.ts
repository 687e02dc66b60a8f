import { expect, it, onTestFinished } from 'vitest';
import { runFibimg, spawnFibimg } from '../../support/cli/run-fibimg.ts';

const readers = [
  ['seed', '--ints', '-'],
  ['bench', '--scenario', '-'],
  ['invoke', '--function', 'f', '--region', 'us-east-1', '--payload', '-'],
];

it.each(readers)('%s %s %s says on a terminal that it waits to be typed to', async (...argv) => {
  const { code, err } = await runFibimg(argv, { stdinIsTTY: true, stdin: 'x{' });
  expect([code, err]).toEqual([2, expect.stringContaining('reading what you type: Ctrl-D ends')]);
});

it.each(readers)('%s %s %s stops waiting at the first signal', async (...argv) => {
  const { child, done } = spawnFibimg(argv, { stdin: { open: true } });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ready = setTimeout(() => child.kill('SIGTERM'), 1_000);
  onTestFinished(() => clearTimeout(ready));
  expect(await done).toMatchObject({
    code: 143,
    out: '',
    err: `fibimg ${argv[0]}: interrupted by SIGTERM\n`,
  });
});

it.each(readers)('%s %s %s refuses an input without an end', async (...argv) => {
  const { child, done } = spawnFibimg(argv, { stdin: { open: true } });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const megabyte = Buffer.alloc(1_000_000, '1,');
  const feed = () => {
    while (!child.stdin.destroyed && child.stdin.write(megabyte));
  };
  child.stdin.on('drain', feed);
  feed();
  expect(await done).toMatchObject({
    code: 2,
    err: expect.stringMatching(/cannot read standard input\n {2}why {3}it is over 16 MB\n/),
  });
});
