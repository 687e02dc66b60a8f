import { fitPlans, type PhasePlan } from '../../bench/phase-plan.ts';
import { renderBench } from '../../report/bench-summary.ts';
import type { CommandContext } from '../command.ts';
import type { CommandInput } from '../input.ts';
import type { OpenedSubject } from '../services.ts';
import { benchDocument } from './bench-document.ts';
import { type Bench, measurePhases } from './measure-phases.ts';
import { type OpenedOutputs, openOutputs } from './open-outputs.ts';
import { type BenchOptions, parseBench } from './parse.ts';
import { createPhaseWatch } from './phase-watch.ts';
import { announce } from './preflight.ts';
import { clearForLoad } from './preflight-deployed.ts';
import { readScenario } from './read-scenario.ts';
import { refuseTotalFailure, refuseUnfilled, verdictOf } from './verdict.ts';

export const run = async (context: CommandContext, input: CommandInput): Promise<number> => {
  const { io, settings, services, report } = context;
  const options = parseBench(await readScenario(context, input), settings, io.rng);
  announce(options, report);
  const outputs = await openOutputs(options.outputs, services);
  const opened = await report.during('starting the target', () =>
    services.openSubject(options.subject, report.note),
  );
  try {
    const generator = await services.openLoadEngine({
      ...options.generator,
      url: opened.url,
      way: opened.way,
    });
    try {
      return await runBench(context, options, outputs, { ...opened, generator });
    } finally {
      await generator.engine.close();
    }
  } finally {
    await opened.subject.close();
  }
};

const runBench = async (
  context: CommandContext,
  asked: BenchOptions,
  outputs: OpenedOutputs,
  target: OpenedSubject & Pick<Bench, 'generator'>,
): Promise<number> => {
  const { io, report } = context;
  const { subject, url, generator } = target;
  const { plans, notes } = fitPlans(asked.choice, subject.powers);
  const options = await clearForLoad(context, asked, target, plans);
  report.note(`seed ${options.seed}: --seed ${options.seed} repeats the sequence`);
  io.interrupt.addEventListener('abort', () =>
    report.note('waiting for the requests in flight; Ctrl-C again ends at once'),
  );
  const watch = createPhaseWatch(options.load, options.thresholds, io.interrupt);
  const samples = outputs.begin(tagContext(context, target));
  const bench = { context, options, plans, notes, samples, watch, ...target };
  const results = await measurePhases(bench).finally(samples.close);
  subject.lost?.throwIfAborted();
  // Interrupted before its first request: there is nothing to show.
  if (results.length === 0) io.interrupt.throwIfAborted();
  const document = benchDocument({
    ...{ options, subject, generator, plans, results },
    crossed: watch.crossed(),
    interrupted: io.interrupt.aborted,
    droppedLines: samples.dropped(),
  });
  await outputs.write(document, options.summary.trendStats);
  const style = {
    ...options.summary,
    ...{ colour: report.colour.stdout, width: io.stdout.columns },
  };
  await report.result(
    report.json ? `${JSON.stringify(document, null, 2)}\n` : renderBench(document, style),
  );
  noteNotRun(context, plans.slice(results.length));
  refuseTotalFailure(document.phases, url.host);
  refuseUnfilled(plans, document.phases);
  return verdictOf(document, options.strict, io.stderr);
};

const noteNotRun = ({ report }: CommandContext, left: readonly PhasePlan[]): void => {
  if (left.length > 0) report.note(`not run: ${left.map(({ name }) => name).join(', ')}`);
};

const tagContext = (
  { io }: CommandContext,
  { generator, url }: Pick<Bench, 'generator' | 'url'>,
) => {
  const epochUs = io.clock.now().getTime() * 1000 - generator.scheduler.nowUs();
  return {
    method: 'GET',
    urlOf: (pixels: number | undefined) =>
      pixels === undefined ? url.href : new URL(`?int=${pixels}`, url).href,
    epochUsOf: (us: number) => epochUs + us,
  };
};
