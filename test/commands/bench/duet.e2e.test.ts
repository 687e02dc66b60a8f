import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { runBench } from '../../support/load/bench-run.ts';

const built = resolve(import.meta.dirname, '../../../dist/lambda');

it('sets two builds of the local Lambda against each other, and shows it again', async () => {
  const env = { XDG_STATE_HOME: join(await temporaryFolder(), 'state') };
  const { code, out, err } = await runBench(
    [
      ...['--duet', 'local', `bundle:${built}`, '--pairs', '1', '--pilot', '0', '--phase', 'warm'],
      ...['--duration', '200ms', '--vus', '1', '--int', '400', '--json'],
    ],
    { env },
  );
  expect([code, err]).toEqual([0, expect.stringContaining('pair 1 of 1')]);
  const document = JSON.parse(out);
  expect([document.base.label, document.new.label]).toEqual(['local Lambda', built]);
  expect(document).toMatchObject({
    ...{ primary: { metric: 'warm stored p50' }, verdict: { is: 'undecided', gates: true } },
    design: { pairs: 1, pilotPairs: 0 },
  });
  const again = await runFibimg(['compare', document.design.duetId, '--json'], { env });
  expect(JSON.parse(again.out)).toEqual(document);
});

it('says that the local Lambda only reports its memory size', async () => {
  const env = { XDG_STATE_HOME: join(await temporaryFolder(), 'state') };
  const { out, err } = await runBench(
    [
      ...['--duet', 'memory:128', '2048MB', '--pairs', '1', '--pilot', '0', '--phase', 'warm'],
      ...['--duration', '200ms', '--vus', '1', '--int', '400'],
    ],
    { env },
  );
  expect(err).toContain('the local Lambda reports a memory size');
  expect(out).toContain('local Lambda with 128 MB');
  expect(out).toContain('unlike: memory size in MB: 128 at the base, 2048 at the new side');
});
