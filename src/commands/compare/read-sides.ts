import { basename, dirname } from 'node:path';
import { armLabels } from '../../bench/compare/arm-labels.ts';
import { type DesignedRuns, designOfDuet, designOfSides } from '../../bench/compare/design.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import { FibimgError } from '../../core/error.ts';
import type { CommandContext } from '../command/command.ts';
import { findRun, mayBeId, pathOfRun } from '../command/find-run.ts';
import type { NamedSides } from './plan.ts';

interface ReadSides {
  readonly runs: DesignedRuns;
  readonly labels: readonly [base: string, changed: string];
}

/** Reads what was named, and sees how it was made. Runs that are all of one duet are judged as that, however they are named. */
export const readSides = async (context: CommandContext, sides: NamedSides): Promise<ReadSides> => {
  if (sides.kind === 'duet') return ofDuet(await readDuet(context, sides.names));
  const base = await readAll(context, sides.base);
  const changed = await readAll(context, sides.changed);
  const ids = new Set([...base, ...changed].map(({ duet }) => duet?.id));
  if (ids.size === 1 && !ids.has(undefined)) return ofDuet([...base, ...changed]);
  return {
    runs: designOfSides(base, changed),
    labels: [sides.base.join(', '), sides.changed.join(', ')],
  };
};

const ofDuet = (all: readonly BenchDocument[]): ReadSides => {
  const runs = designOfDuet(all);
  return { runs, labels: armLabels(all) };
};

const readAll = async (
  context: CommandContext,
  names: readonly string[],
): Promise<readonly BenchDocument[]> => {
  const all: BenchDocument[] = [];
  for (const name of names) all.push(...(await readNamedRuns(context, name)));
  return all;
};

/** One run, those of a folder, or those that begin with an id. */
export const readNamedRuns = async (
  context: CommandContext,
  name: string,
): Promise<readonly BenchDocument[]> => {
  const paths = await pathsOfRuns(context, name);
  if (paths.length === 0) {
    throw new FibimgError('usage', `${name} holds no runs`, {
      hint: 'a folder of files that fibimg bench --save wrote',
    });
  }
  const all: BenchDocument[] = [];
  for (const path of paths) all.push(await findRun(context, path));
  return all;
};

/** The files that are behind a name now: none in an empty folder. */
export const pathsOfRuns = async (
  context: CommandContext,
  name: string,
): Promise<readonly string[]> =>
  (await context.services.listRunFiles(name)) ??
  (await keptRuns(context, name)) ?? [await pathOfRun(context, name)];

/** The runs of a duet begin with its id. */
const keptRuns = async (
  { services }: CommandContext,
  id: string,
): Promise<readonly string[] | undefined> => {
  if (!mayBeId(id)) return undefined;
  const runs = await (await services.openRunFolder()).list();
  const mine = runs.filter(({ runId }) => runId.startsWith(id));
  return mine.length > 1 ? mine.map(({ path }) => path) : undefined;
};

/** All runs of the duet that one of them is of: beside it, or among those that are kept. */
const readDuet = async (
  context: CommandContext,
  names: readonly string[],
): Promise<readonly BenchDocument[]> => {
  const named = await readAll(context, names);
  const [run, ...others] = named;
  const id = run?.duet?.id;
  const [name] = names;
  if (run === undefined || id === undefined || others.length > 0 || name === undefined) {
    if (run !== undefined && others.length === 0) throw oneRun(names);
    return named;
  }
  const beside = (await context.services.listRunFiles(dirname(name))) ?? [];
  const mine = beside.filter((path) => basename(path).includes(id));
  const paths = mine.length > 1 ? mine : await keptRuns(context, id);
  if (paths === undefined) return named;
  const all: BenchDocument[] = [];
  for (const path of paths) all.push(await findRun(context, path));
  return all;
};

const oneRun = ([name]: readonly string[]): FibimgError =>
  new FibimgError(
    'usage',
    `${name} is one run and of no duet: there is nothing to compare it with`,
    {
      hint: 'name two sides: fibimg compare BASE NEW; fibimg bench --duet makes pairs',
    },
  );
