import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { realClock } from '../../support/load/real-clock.ts';

const seedIn =
  (dir: string) =>
  (...argv: readonly string[]) =>
    runFibimg(['seed', '--source', 'generated', '--data-dir', dir, ...argv], { clock: realClock });

test('--verify finds what is missing, cut, empty or does not fit, and mends it', async () => {
  const dir = await temporaryFolder();
  const seed = seedIn(dir);
  await seed('--ints', '20-25');
  const image = (pixels: number) => join(dir, `image/${pixels}.jpg`);
  const document = join(dir, 'metadata/23.json');
  rmSync(image(20));
  writeFileSync(image(21), '');
  writeFileSync(image(22), readFileSync(image(22)).subarray(0, 200));
  writeFileSync(document, readFileSync(document, 'utf8').replace('spiral/23', 'spiral/99'));
  const before = await seed('--ints', '20-25', '--json');
  expect(JSON.parse(before.out)).toMatchObject({ skipped: 6, repaired: 0 });
  const { code, out, err } = await seed('--ints', '20-26', '--verify', '--json');
  expect([code, schemaErrors('seed', JSON.parse(out))]).toEqual([0, []]);
  expect(JSON.parse(out)).toMatchObject({ written: 1, skipped: 2, repaired: 4, failed: 0 });
  expect(err).toContain('image 20 is repaired: there are no bytes');
  expect(err).toContain('image 23 is repaired: the item and the metadata document differ');
  const again = await seed('--ints', '20-26', '--verify', '--json');
  expect(JSON.parse(again.out)).toMatchObject({ skipped: 7, repaired: 0 });
});

test('an origin that cannot be reached ends the seeding early', async () => {
  const dir = await temporaryFolder();
  const argv = ['--source', 'picsum', '--origin-url', 'http://127.0.0.1:9', '--ints', '400-1000'];
  const { code, out, err } = await runFibimg(['seed', '--data-dir', dir, ...argv, '--json']);
  const { failed, left } = JSON.parse(out);
  expect([code, err]).toEqual([1, expect.stringContaining('cannot be reached')]);
  expect(failed).toBeLessThan(30);
  expect(failed + left).toBe(601);
});
