import type { BenchDocument } from '../../bench/record/document.ts';
import type { Duet } from '../../bench/record/provenance.ts';
import { repeatCommand } from '../command/repeat-command.ts';
import { benchDocument } from './bench-document.ts';
import { drawRunId } from './keep-run.ts';
import { type Bench, measurePhases } from './measure-phases.ts';
import { readLogs } from './read-logs.ts';

/** The result, and what failed beside it, samples or a later phase's preparation: no reason to lose the result as well. */
export const measureRun = async (
  bench: Bench,
  part?: { readonly runId: string; readonly duet: Duet },
): Promise<{
  readonly document: BenchDocument;
  readonly unwritten: unknown;
  readonly failure?: unknown;
}> => {
  const { context, options, experiment, system, samples, watch } = bench;
  const { interrupt } = context.io;
  let unwritten: unknown;
  const { results, coldStarts, ...failed } = await measurePhases(bench).finally(async () => {
    unwritten = await samples.close().catch((thrown: unknown) => thrown);
  });
  const settled = await settleEvents(bench);
  system.lost?.throwIfAborted();
  // Interrupted before its first request: there is nothing to show.
  if (results.length === 0) interrupt.throwIfAborted();
  const logs = await readLogs(context, { ...bench, logs: options.logs });
  const document = benchDocument({
    ...{ ...bench, plans: experiment.plans, results, coldStarts, crossed: watch.crossed() },
    ...{ interrupted: interrupt.aborted || watch.overspent(), droppedLines: samples.dropped() },
    ...{ logs, events: settled?.events },
    ...{ runId: drawRunId(context.io.rng), ...part },
    command: repeatCommand(context.argv, part?.duet.seed ?? options.seed),
  });
  bench.liveReport?.end(document);
  return { document, unwritten, failure: failed.failure ?? settled?.failure };
};

/** Also after an interruption: what was uploaded is not left behind. Nothing comes of a target that has ended. */
const settleEvents = async ({
  context: { io, report },
  generator: { settleEvents: settle },
  system: { lost },
}: Bench) => {
  const dontWait = lost ? AbortSignal.any([io.interrupt, lost]) : io.interrupt;
  return settle && report.during('waiting for what is late', () => settle(dontWait));
};
