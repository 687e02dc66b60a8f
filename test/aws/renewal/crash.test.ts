import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { FunctionControl } from '../../../src/core/renewal/function-control.ts';
import { type JournalSlot, renewalJournals } from '../../../src/core/renewal/journal.ts';
import { beginRenewal } from '../../../src/core/renewal/renew-environments.ts';
import { restoreFunction } from '../../../src/core/renewal/restore-function.ts';
import { createJournalFiles } from '../../../src/local/journal/journal-files.ts';
import {
  createFunctionRecord,
  type FunctionRecordOptions,
} from '../../support/aws/lambda/function-record.ts';
import { controlOf } from '../../support/aws/lambda/record-control.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { virtualTime } from '../../support/load/virtual-time.ts';
import { functionName, rigRenewal } from './renewal-rig.ts';

class Crash extends Error {}

/** A process that dies before or after its nth step: nothing that it does later happens, its `finally` neither. */
const mortal = (diesAt: number, when: 'before' | 'after') => {
  let steps = 0;
  let dead = false;
  const step =
    <A extends readonly unknown[], T>(run: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (dead) throw new Crash();
      steps += 1;
      if (steps === diesAt && when === 'before') {
        dead = true;
        throw new Crash();
      }
      const result = await run(...args);
      if (steps === diesAt) {
        dead = true;
        throw new Crash();
      }
      return result;
    };
  return {
    steps: () => steps,
    control: (of: FunctionControl): FunctionControl => ({
      read: step(of.read),
      update: step(of.update),
      publish: step(of.publish),
      versionsOf: step(of.versionsOf),
      deleteVersion: step(of.deleteVersion),
      alias: step(of.alias),
      isProvisioned: step(of.isProvisioned),
      moveAlias: step(of.moveAlias),
    }),
    slot: (of: JournalSlot): JournalSlot => ({ take: step(of.take), clear: step(of.clear) }),
  };
};

/** A function with version 1 behind the alias live, in virtual time; the journals are real files. */
const rigInMemory = async (options: FunctionRecordOptions) => {
  const { clock, sleep } = virtualTime();
  const record = createFunctionRecord(functionName, { ...options, nowMs: clock.elapsedMs });
  record.setAlias('live', record.publish({ Description: 'release' }));
  const folder = await temporaryFolder();
  const files = createJournalFiles(folder, renewalJournals);
  const control = controlOf(record);
  const journal = files.slot(functionName, [record.arn, null]);
  const rng = { below: () => 0, uuid: () => crypto.randomUUID() };
  return { record, folder, files, deps: { control, journal, clock, rng, sleep } };
};

type Rig = Pick<Awaited<ReturnType<typeof rigInMemory>>, 'record' | 'folder' | 'files' | 'deps'> & {
  /** Of the two rounds. */
  readonly memorySizesMb?: readonly number[];
};

/** Two rounds and the end; resolves with how many steps that takes. */
const runUntilDeath = async (
  { deps, memorySizesMb }: Rig,
  alias: string | undefined,
  diesAt: number,
  when: 'before' | 'after',
): Promise<number> => {
  const life = mortal(diesAt, when);
  const own = { ...deps, control: life.control(deps.control), journal: life.slot(deps.journal) };
  const request = {
    title: functionName,
    alias,
    endpoint: undefined,
    breakLock: false,
    memorySizesMb,
  };
  try {
    const renewal = await beginRenewal(own, request);
    try {
      await renewal.renew(undefined, memorySizesMb?.[0]);
      await renewal.renew(undefined, memorySizesMb?.[1]);
    } finally {
      await renewal.restore();
    }
  } catch (thrown) {
    if (!(thrown instanceof Crash)) throw thrown;
  }
  return life.steps();
};

/** What `bench --restore` does in the next process. */
const repair = async ({ deps, files }: Rig): Promise<number> => {
  const found = await files.list();
  for (const { journal, slot } of found) await restoreFunction({ ...deps, journal: slot }, journal);
  return found.length;
};

let points = 0;

const variables = [
  ['with variables', { TableName: 'T', API_TOKEN: 'nobody-may-see-this' }, {}],
  ['with a marker of its own', { FIBIMG_COLD_MARKER: 'mine', b: '2' }, {}],
  ['without variables', undefined, {}],
  ['whose memory size is swept', { TableName: 'T' }, { memorySizesMb: [128, 3008] }],
] as const;

/** What is left when a run dies at a step and the next process repairs it: nothing. Resolves with the journals it found. */
const dieAt = async (
  rig: Rig,
  alias: string | undefined,
  diesAt: number,
  when: 'before' | 'after',
): Promise<number> => {
  const original = rig.record.remembered();
  await runUntilDeath(rig, alias, diesAt, when);
  const repaired = await repair(rig);
  expect(rig.record.remembered(), `${when} step ${diesAt}`).toBe(original);
  expect(await readdir(rig.folder)).toEqual([]);
  return repaired;
};

describe('a run that dies leaves nothing that cannot be put back', () => {
  for (const alias of [undefined, 'live']) {
    const method = alias === undefined ? 'env' : 'version';
    for (const [named, given, swept] of variables) {
      it(`${method}, a function ${named}, at every step`, async () => {
        const whole = { ...(await rigInMemory({ variables: given })), ...swept };
        const steps = await runUntilDeath(whole, alias, Number.POSITIVE_INFINITY, 'after');
        let repaired = 0;
        for (let diesAt = 1; diesAt <= steps; diesAt += 1) {
          for (const when of ['before', 'after'] as const) {
            // Longer than the first pause, so that some updates are seen to be in progress.
            const rig = await rigInMemory({ variables: given, settleMs: 300 * (diesAt % 2) });
            repaired += await dieAt({ ...rig, ...swept }, alias, diesAt, when);
          }
        }
        points += 2 * steps;
        expect(repaired).toBeGreaterThan(steps);
      });
    }
    it(`${method}, over the wire: the same steps, and some of them`, async () => {
      const given = { variables: variables[1][1] };
      const inMemory = await rigInMemory(given);
      const whole = await rigRenewal(given);
      const steps = await runUntilDeath(whole, alias, Number.POSITIVE_INFINITY, 'after');
      expect(await runUntilDeath(inMemory, alias, Number.POSITIVE_INFINITY, 'after')).toBe(steps);
      for (let diesAt = 2; diesAt <= steps; diesAt += 5) {
        await dieAt(await rigRenewal(given), alias, diesAt, 'after');
      }
    });
  }

  it('is held to so many points', () => {
    expect(points).toBeGreaterThanOrEqual(228);
  });
});
