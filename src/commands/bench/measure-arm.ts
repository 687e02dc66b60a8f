import type { BenchDocument } from '../../bench/record/document.ts';
import type { Duet } from '../../bench/record/provenance.ts';
import type { CommandContext } from '../command/command.ts';
import { designExperiment } from './experiment.ts';
import { createPhaseWatch } from './live/phase-watch.ts';
import { measureRun } from './measure-run.ts';
import { asOnlyWriter } from './only-writer.ts';
import type { SampleOutputs } from './open-outputs.ts';
import { withTarget } from './open-target.ts';
import type { BenchOptions } from './options/plan.ts';
import { refuseTotalFailure, refuseUnfilled } from './verdict.ts';

const noSamples: SampleOutputs = { sample: () => {}, dropped: () => 0, close: async () => {} };

/**
 * One run of a duet. Its target is opened for it alone: what a process is born with, the layout of its memory for one,
 * stays with it, and would otherwise count as a difference between the arms in every pair.
 */
export const measureArm = (
  context: CommandContext,
  options: BenchOptions,
  part: { readonly runId: string; readonly duet: Duet },
): Promise<BenchDocument> => {
  const quietly = withoutNotes(context);
  return withTarget(quietly, options, (target) => {
    const { cpuCount } = target.generator.machine;
    const experiment = designExperiment(options, target.system, cpuCount);
    const { plans } = experiment;
    return asOnlyWriter(quietly, options, plans, target.deployed?.store, async () => {
      const watch = createPhaseWatch(options.load, [], context.io.interrupt);
      const bench = {
        context: quietly,
        options,
        samples: noSamples,
        watch,
        ...target,
        experiment,
        liveReport: undefined,
      };
      const { document, failure } = await measureRun(bench, part);
      if (failure !== undefined) throw failure;
      if (!document.interrupted) {
        refuseTotalFailure(document.phases, target.url.host);
        refuseUnfilled(plans, document.phases);
      }
      return document;
    });
  });
};

/** What a single run would say twenty times over. */
const withoutNotes = (context: CommandContext): CommandContext => ({
  ...context,
  report: { ...context.report, quiet: true, note: () => {}, during: (_text, work) => work() },
});
