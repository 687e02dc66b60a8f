import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replayTranscript } from '../../support/aws/reality/replay-transcript.ts';
import { standInForReplay } from '../../support/aws/reality/stand-in-for-replay.ts';
import type { Transcript } from '../../support/aws/reality/transcript.ts';

const folder = 'test/fixtures/aws-transcripts';
const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));

const transcriptOf = async (name: string): Promise<Transcript> =>
  JSON.parse(await readFile(join(folder, name), 'utf8'));

it('has a transcript of each protocol', () => {
  expect(names.toSorted()).toEqual(['by-variable.json', 'by-version.json', 'refusals.json']);
});

it.each(names)('the stand-in answers as recorded: %s', async (name) => {
  const { server } = await standInForReplay();
  expect(await replayTranscript(await transcriptOf(name), server.url)).toEqual([]);
});

it('sees a stand-in that answers otherwise', async () => {
  const transcript = await transcriptOf('by-variable.json');
  const { server } = await standInForReplay();
  server.plan((operation, nth) =>
    operation === 'UpdateFunctionConfiguration' && nth === 2
      ? { kind: 'error', status: 400, type: 'InvalidParameterValueException' }
      : undefined,
  );
  const differences = await replayTranscript(transcript, server.url);
  expect(differences).toContainEqual(
    expect.stringContaining('UpdateFunctionConfiguration: the status is 400, was 200'),
  );
});

it.each(names)('holds nothing of an account: %s', async (name) => {
  const text = JSON.stringify(await transcriptOf(name));
  expect(text).not.toMatch(/amazonaws\.com|on\.aws|nobody-may-see-this|API_TOKEN|TableName/);
  const accounts = new Set(text.match(/(?<![\w-])\d{12}\b/g));
  for (const one of accounts) expect(['123456789012']).toContain(one);
  const ids = text.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? [];
  expect(ids.filter((id) => !id.startsWith('00000000-0000-4000-8000-'))).toEqual([]);
});
