import { FibimgError } from '../../core/error.ts';
import type { BenchDocument } from '../record/document.ts';

/** A run with how messages name it. */
export interface NamedRun {
  readonly name: string;
  readonly document: BenchDocument;
}

/** The parts, from 0, that a run is or holds, and into how many the whole was cut; undefined for a run of its own. */
export const partsOf = ({
  shard,
  merged,
}: BenchDocument): { readonly indices: readonly number[]; readonly of: number } | undefined => {
  if (shard === undefined && merged !== undefined) {
    return {
      indices: merged.parts.map(({ index }) => index),
      of: merged.parts.length + merged.missing.length,
    };
  }
  return shard && { indices: [shard.index], of: shard.of };
};

/** Throws a usage error where runs are not parts of one run, each there once; names what differs. */
export const requireMergeable = (runs: readonly NamedRun[]): void => {
  const [first, ...others] = runs;
  if (first === undefined) return;
  const seen = new Map<number, string>();
  for (const { name, document } of runs) {
    const parts = partsOf(document);
    if (parts === undefined) {
      throw new FibimgError('usage', `${name} is a run of its own, not a part of one`, {
        why: 'only parts of one schedule add up',
        hint: 'bench --shard 0/2 makes the first of two parts; fibimg compare sets runs beside each other',
      });
    }
    if (document.shard !== undefined && (document.merged?.missing ?? []).length > 0) {
      throw new FibimgError('usage', `${name} is partial itself: a worker of it had ended`, {
        hint: 'make that part again',
      });
    }
    for (const index of parts.indices) {
      const other = seen.get(index);
      if (other !== undefined) {
        throw new FibimgError('usage', `${other} and ${name} are both part ${index}`, {
          why: 'its requests would count twice',
          hint: 'name each part once',
        });
      }
      seen.set(index, name);
    }
  }
  for (const other of others) requireSame(first, other);
};

const requireSame = (first: NamedRun, other: NamedRun): void => {
  const [one, two] = [first, other].map(({ document }) => identityOf(document));
  const names = Object.keys({ ...one, ...two });
  const differences = names
    .filter((name) => one?.[name] !== two?.[name])
    .map((name) => `${name} is ${one?.[name] ?? 'absent'} and ${two?.[name] ?? 'absent'}`);
  if (differences.length === 0) return;
  throw new FibimgError('usage', `${first.name} and ${other.name} are not parts of one run`, {
    why: differences.join('; '),
    hint: 'give every part the same options and the same --seed',
  });
};

/** What must be the same for slots and integers to be those of one schedule. */
const identityOf = (document: BenchDocument): Readonly<Record<string, string>> => {
  const { scenario, seed } = document;
  const { load, ...rest } = scenario;
  const flat = { ...rest, ...load, seed, parts: partsOf(document)?.of };
  return Object.fromEntries(
    Object.entries(flat).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
};
