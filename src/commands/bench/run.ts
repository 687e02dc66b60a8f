import type { BenchDocument, PhaseSummary, Scenario } from '../../bench/document.ts';
import { createRequestPlan } from '../../bench/request-plan.ts';
import { type PhaseResult, runPhase } from '../../bench/run-phase.ts';
import { checkGenerator, clockResolutionUs } from '../../bench/self-check.ts';
import { FibimgError } from '../../core/error.ts';
import { renderBench } from '../../report/bench-summary.ts';
import { defaultTrendStats } from '../../report/summary-style.ts';
import type { CommandContext } from '../command.ts';
import type { CommandInput } from '../input.ts';
import type { LoadGenerator } from '../services.ts';
import { type BenchOptions, parseBench } from './parse.ts';
import { announceLoad, isLoopback, requireConsent } from './preflight.ts';

/** Ran fine, but the verdict is bad: k6's number. */
const exitVerdict = 99;

export const run = async (context: CommandContext, input: CommandInput): Promise<number> => {
  const { io, settings, services, report } = context;
  const options = parseBench(input, settings, io.rng);
  const { url } = options.generator;
  requireConsent(url, options.load, options.yes);
  if (!isLoopback(url)) report.note(announceLoad(url, options.load));
  if (options.generator.insecure) report.note('insecure: TLS certificates are not verified');

  const generator = await services.openLoadEngine(options.generator);
  try {
    const phase = await runLoad(context, options, generator);
    const document = documentOf(options, generator, [phase], io.interrupt.aborted);
    await report.result(
      report.json ? `${JSON.stringify(document, null, 2)}\n` : render(document, context),
    );
    refuseTotalFailure(phase.summary, url);
    return options.strict && document.selfCheck.tainted ? exitVerdict : 0;
  } finally {
    await generator.engine.close();
  }
};

const runLoad = (
  { io, report }: CommandContext,
  { load, ints, seed }: BenchOptions,
  { engine, scheduler, vitals }: LoadGenerator,
): Promise<PhaseResult> => {
  report.note(`seed ${seed}: --seed ${seed} repeats the sequence`);
  io.interrupt.addEventListener('abort', () =>
    report.note('waiting for the requests in flight; Ctrl-C again ends at once'),
  );
  const control = { drain: io.interrupt, now: new AbortController().signal };
  return report.during('load', () =>
    runPhase({
      ...{ name: 'load', engine, load, scheduler, vitals, control },
      plan: createRequestPlan(ints, seed),
      now: io.clock.now,
    }),
  );
};

const documentOf = (
  options: BenchOptions,
  generator: LoadGenerator,
  phases: readonly PhaseResult[],
  interrupted: boolean,
): BenchDocument => ({
  schemaVersion: 1,
  scenario: scenarioOf(options),
  seed: options.seed,
  environment: {
    ...generator.machine,
    sharesMachine: isLoopback(options.generator.url),
  },
  phases: phases.map(({ summary }) => summary),
  comparison: null,
  thresholds: [],
  selfCheck: checkGenerator(
    phases.map(({ vitals }) => vitals),
    clockResolutionUs(generator.scheduler.nowUs),
  ),
  interrupted,
});

const scenarioOf = ({ generator, load, ints }: BenchOptions): Scenario => {
  const { engine, timeoutMs, keepAlive, check, insecure, url } = generator;
  return { target: url.href, engine, load, ints, timeoutMs, keepAlive, check, insecure };
};

const render = (document: BenchDocument, { io, report }: CommandContext): string =>
  renderBench(document, {
    mode: 'compact',
    trendStats: defaultTrendStats,
    colour: report.colour.stdout,
    width: io.stdout.columns,
  });

/** Answers of any kind are a measurement; none at all is a failure, whatever the figures look like. */
const refuseTotalFailure = ({ classes, errors }: PhaseSummary, url: URL): void => {
  const { started, network_error, timeout, interrupted } = classes;
  if (started === interrupted || started > network_error + timeout + interrupted) return;
  const [first] = errors;
  throw new FibimgError('network', `nothing at ${url.host} answered any of ${started} requests`, {
    ...(first && { why: `${first.count} times ${first.class} ${first.code}` }),
    hint: `curl -v '${url.href}'`,
  });
};
