import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { FunctionControl } from '../../../src/core/renewal/function-control.ts';
import type { JournalSlot } from '../../../src/core/renewal/journal.ts';
import { beginRenewal } from '../../../src/core/renewal/renew-environments.ts';
import { restoreFunction } from '../../../src/core/renewal/restore-function.ts';
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

type Rig = Awaited<ReturnType<typeof rigRenewal>>;

/** Two rounds and the end; resolves with how many steps that takes. */
const runUntilDeath = async (
  { deps, server }: Rig,
  alias: string | undefined,
  diesAt: number,
  when: 'before' | 'after',
  memorySizesMb?: readonly number[],
): Promise<number> => {
  const life = mortal(diesAt, when);
  const own = { ...deps, control: life.control(deps.control), journal: life.slot(deps.journal) };
  const request = {
    title: functionName,
    alias,
    endpoint: server.url,
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

const variables = [
  ['with variables', { TableName: 'T', API_TOKEN: 'nobody-may-see-this' }, undefined],
  ['with a marker of its own', { FIBIMG_COLD_MARKER: 'mine', b: '2' }, undefined],
  ['without variables', undefined, undefined],
  ['whose memory size is swept', { TableName: 'T' }, [128, 3008]],
] as const;

describe('a run that dies leaves nothing that cannot be put back', () => {
  for (const alias of [undefined, 'live']) {
    for (const [named, given, sizes] of variables) {
      it(`${alias === undefined ? 'env' : 'version'}, a function ${named}`, {
        timeout: 120_000,
      }, async () => {
        const whole = await rigRenewal({ variables: given });
        const steps = await runUntilDeath(
          ...([whole, alias, Number.POSITIVE_INFINITY, 'after', sizes] as const),
        );
        expect(whole.server.operations.length).toBeGreaterThan(5);
        let repaired = 0;
        for (let diesAt = 1; diesAt <= steps; diesAt += 1) {
          for (const when of ['before', 'after'] as const) {
            const rig = await rigRenewal({ variables: given, settleMs: diesAt % 2 });
            const original = rig.record.remembered();
            await runUntilDeath(rig, alias, diesAt, when, sizes);
            repaired += await repair(rig);
            expect(rig.record.remembered(), `${when} step ${diesAt}`).toBe(original);
            expect(await readdir(rig.folder)).toEqual([]);
          }
        }
        expect(repaired).toBeGreaterThan(steps);
      });
    }
  }
});
