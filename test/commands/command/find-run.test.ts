import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFileService } from '../../../src/cli/files/file-service.ts';
import { findRun } from '../../../src/commands/command/find-run.ts';
import { sampleDocument } from '../../report/sample-document.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';

it('reads a run of an earlier version, and says that it has no digest', async () => {
  const path = join(await temporaryFolder(), 'old.json');
  await writeFile(path, JSON.stringify(sampleDocument()));
  const io = createTestIo();
  const notes: string[] = [];
  const report = { note: (line: string) => void notes.push(line) };
  const found = await findRun({ io, report, services: createFileService(io) }, path);
  expect(found.seed).toBe(42);
  expect(notes).toEqual([
    `${path} has no digest: it was written by an earlier version, or by hand`,
  ]);
});

it('says of a word that is neither a file nor an id where the ids are', async () => {
  const io = createTestIo({ env: { XDG_STATE_HOME: await temporaryFolder() } });
  const report = { note: () => {} };
  const services = createFileService(io);
  for (const name of ['a3a', 'abcd', 'nope']) {
    await expect(findRun({ io, report, services }, name)).rejects.toMatchObject({
      message: `there is no run ${name}`,
      hint: expect.stringContaining('fibimg runs'),
    });
  }
  await expect(findRun({ io, report, services }, 'nope.json')).rejects.toMatchObject({
    message: 'cannot read nope.json',
  });
});
