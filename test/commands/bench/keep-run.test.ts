import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRunFolder } from '../../../src/cli/files/run-folder.ts';
import { keepRun, mostKeptRuns } from '../../../src/commands/bench/keep-run.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { recordedRun } from '../../support/load/recorded-run.ts';
import { waited } from '../../support/load/samples.ts';

it('removes older runs, but none of the duet under way', async () => {
  const home = await temporaryFolder();
  const folder = join(home, 'fibimg/runs');
  await mkdir(folder, { recursive: true });
  const ids = Array.from({ length: mostKeptRuns }, (_, at) => at.toString(16).padStart(4, '0'));
  for (const id of ['1111', ...ids.map((end) => `0badcafe${end}`)]) {
    await writeFile(join(folder, `20261121T100000000Z-${id.padStart(12, '0')}.json`), '{}');
  }
  const io = createTestIo({ env: { XDG_STATE_HOME: home } });
  const services = { openRunFolder: async () => openRunFolder(io) };
  const report = { detail: () => {}, note: (text: string) => expect.unreachable(text) };
  const run = recordedRun([{ samples: [waited(0, 12), waited(20, 30)] }]);
  const part = { id: '0badcafe', pair: 101, arm: 'A', position: 1, planned: 200 } as const;
  const duet = { ...part, seed: 1, pilot: false, primary: 'warm stored p50' };
  await keepRun({ io, services, report }, { ...run, runId: '0badcafeffff', duet });
  const left = await readdir(folder);
  expect(left).toHaveLength(mostKeptRuns + 1);
  expect(left.every((name) => name.includes('0badcafe'))).toBe(true);
});
