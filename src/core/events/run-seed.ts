import { FibimgError } from '../error.ts';
import type { ImageOutcome } from '../service/image-service.ts';
import { writeInts } from './job.ts';
import type { JobRun } from './job-table.ts';

interface SeedDeps {
  readonly run: JobRun;
  /** One image, from the store or else into it. */
  readonly get: (pixels: number) => Promise<ImageOutcome>;
  readonly remainingMs: () => number;
}

/** What a run of the job did; sets of integers as text. */
interface SeedResult {
  readonly job: 'seed';
  readonly stored: number;
  readonly present: number;
  /** Not begun, for want of time. */
  readonly left: string;
}

const atOnce = 4;

/** An image takes seconds at most; with less than this part of the time left, none is begun. */
const reserve = 0.2;

/**
 * Stores what is missing of the integers while there is time. Images that could not be stored are an error at the end,
 * so that the event comes again: what is stored by then is not stored twice.
 */
export const runSeed = async (
  ints: readonly number[],
  { run, get, remainingMs }: SeedDeps,
): Promise<SeedResult | { readonly job: 'seed'; readonly skipped: string }> => {
  const wholeMs = remainingMs();
  if (!(await run.begin(wholeMs))) return { job: 'seed', skipped: 'another run is at work' };
  const outcomes: Record<ImageOutcome, number> = { stored: 0, fetched: 0 };
  const failures: { readonly pixels: number; readonly thrown: unknown }[] = [];
  const left = [...ints];
  const work = async (): Promise<void> => {
    while (remainingMs() > wholeMs * reserve) {
      const pixels = left.shift();
      if (pixels === undefined) return;
      try {
        outcomes[await get(pixels)] += 1;
      } catch (thrown) {
        failures.push({ pixels, thrown });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await run.end();
  const failed = failures.map(({ pixels }) => pixels).sort((one, other) => one - other);
  const [first] = failures;
  if (first !== undefined) {
    throw new FibimgError('origin', `images could not be stored: ${writeInts(failed)}`, {
      why: first.thrown instanceof Error ? first.thrown.message : String(first.thrown),
      cause: first.thrown,
    });
  }
  const { stored: present, fetched: stored } = outcomes;
  return { job: 'seed', stored, present, left: writeInts(left) };
};
