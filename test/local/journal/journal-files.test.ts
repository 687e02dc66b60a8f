import { execFileSync } from 'node:child_process';
import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RenewalJournal, renewalJournals } from '../../../src/core/renewal/journal.ts';
import { createJournalFiles } from '../../../src/local/journal/journal-files.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:images';

const journal: RenewalJournal = {
  ...{ journalVersion: 1, run: 'a0b1', since: '2026-11-21T10:00:00.000Z' },
  ...{ functionArn, endpoint: null, marker: null, alias: null },
};

describe('journals', () => {
  it('say that a file is in the place of their folder, before anything is changed', async () => {
    const folder = join(await temporaryFolder(), 'journals');
    await writeFile(folder, 'a file in its place');
    for (const path of [folder, join(folder, 'deeper')]) {
      const files = createJournalFiles(path, renewalJournals);
      await expect(files.list()).rejects.toMatchObject({ kind: 'config' });
      const taken = files.slot('images', [functionArn, null]).take(journal);
      await expect(taken).rejects.toMatchObject({ kind: 'output' });
    }
  });

  it('are no pipes, which nobody may ever write to, nor links to them', async () => {
    const folder = await temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'images-000000000000.json')]);
    await symlink(join(folder, 'images-000000000000.json'), join(folder, 'images-1.json'));
    const files = createJournalFiles(folder, renewalJournals);
    const late = new Promise((resolve) => setTimeout(resolve, 3000, 'late'));
    expect(await Promise.race([files.list(), late])).toEqual([]);
  });

  it('are taken by one of two that come at once', async () => {
    const folder = await temporaryFolder();
    const slots = [0, 1].map(() =>
      createJournalFiles(folder, renewalJournals).slot('images', [functionArn, null]),
    );
    const ends = await Promise.allSettled(slots.map((slot) => slot.take(journal)));
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { kind: 'refused' },
    });
    expect(await readdir(folder)).toHaveLength(1);
  });
});
