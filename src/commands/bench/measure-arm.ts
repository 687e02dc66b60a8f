import type { BenchDocument } from '../../bench/record/document.ts';
import type { Duet } from '../../bench/record/provenance.ts';
import type { CommandContext } from '../command/command.ts';
import { withTarget } from '../command/open-target.ts';
import { forcesColdStarts, repairFunction, withRenewal } from './changes/forced-cold-starts.ts';
import { asOnlyWriter } from './changes/only-writer.ts';
import { designExperiment } from './experiment.ts';
import { createPhaseWatch } from './live/phase-watch.ts';
import { measureRun } from './measure-run.ts';
import type { SampleOutputs } from './open-outputs.ts';
import type { BenchOptions } from './options/plan.ts';
import type { Spend } from './price.ts';
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
  spend: Spend | undefined,
): Promise<BenchDocument> => {
  const quietly = withoutNotes(context);
  return withTarget(quietly, options, async (target) => {
    const { cpuCount } = target.generator.machine;
    const experiment = designExperiment(options, target.system, cpuCount);
    const { plans } = experiment;
    const { deployed } = target;
    await repairFunction(context, options, deployed);
    const renewal = forcesColdStarts(experiment) ? deployed?.renewal : undefined;
    const measure = async (): Promise<BenchDocument> => {
      const watch = createPhaseWatch(options.load, [], context.io.interrupt, spend);
      const bench = {
        context: quietly,
        options,
        samples: noSamples,
        watch,
        spend,
        kept: undefined,
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
    };
    return asOnlyWriter(quietly, options, plans, deployed?.store, () =>
      withRenewal(quietly, options, renewal, measure),
    );
  });
};

/** What a single run would say twenty times over. */
const withoutNotes = (context: CommandContext): CommandContext => ({
  ...context,
  report: { ...context.report, quiet: true, note: () => {}, during: (_text, work) => work() },
});
