import { measureIdle } from '../../bench/lab/idle.ts';
import type { IdleFindings } from '../../bench/lab/lab-document.ts';
import { release } from '../../bench/phases/release.ts';
import { formatDuration } from '../../config/duration.ts';
import { FibimgError } from '../../core/error.ts';
import { sleep } from '../../core/sleep.ts';
import type { CommandContext } from '../command/command.ts';
import type { LoadedTarget } from '../command/open-target.ts';
import { countOf, expectedPrice, memoryOf, placeOf } from './expected-price.ts';
import { type Found, preparation } from './experiment.ts';
import type { LabPlan } from './plan.ts';
import { stepProgress } from './step-progress.ts';

/** Changes nothing: it asks, waits, and asks again. */
export const findIdle = async (
  { io, report, settings }: CommandContext,
  { bench, range, budgetMs, mostTrials }: Extract<LabPlan, { lab: 'idle' }>,
  target: LoadedTarget,
): Promise<Found<IdleFindings>> => {
  const { engine } = target.generator;
  const { prepare, planOf } = preparation(bench, target, io.interrupt);
  const loads = [{ requests: 1 + mostTrials, memoryMb: memoryOf(target) }];
  report.note(
    `idle times from ${formatDuration(range.shortestMs)} to ${formatDuration(range.longestMs)}, at most ${countOf(mostTrials, 'wait')} and ${formatDuration(budgetMs)} of waiting${expectedPrice(loads, placeOf(settings, target), bench, target)}`,
  );
  await prepare();
  let asked = 0;
  const figures = await measureIdle({
    ask: async () => {
      asked += 1;
      const [sample] = await release({ engine, atOnce: 1, signal: io.interrupt }, planOf(asked), 1);
      return sample;
    },
    ...{
      sleep,
      range,
      budgetMs,
      mostTrials,
      signal: io.interrupt,
      during: stepProgress({ io, report }),
    },
  });
  if (figures !== undefined) return { findings: { lab: 'idle', range, ...figures } };
  io.interrupt.throwIfAborted();
  if (asked === 1) {
    throw new FibimgError('usage', `not one wait fits into --budget ${formatDuration(budgetMs)}`, {
      hint: 'a longer --budget, or a shorter --longest',
    });
  }
  throw new FibimgError('function_error', `no answer of ${target.system.target} told anything`, {
    why: 'they failed, or did not say whether and which environment was new',
    hint: '--via invoke or --function reads the log of each call; other callers keep environments in use',
  });
};
