import type {
  BenchDocument,
  MetricSummary,
  PhaseSummary,
} from '../../../src/bench/record/document.ts';
import type { Clock } from '../../../src/core/service/ports.ts';
import { type InProcessOptions, runFibimg } from '../cli/run-fibimg.ts';
import { createTestIo } from '../cli/test-io.ts';

export const realClock: Clock = { now: () => new Date(), elapsedMs: () => performance.now() };

/** `fibimg bench` in this process, on a clock that goes. */
export const runBench = (argv: readonly string[], options: InProcessOptions = {}) =>
  runFibimg(['bench', ...argv], { io: createTestIo({ clock: realClock, ...options }), ...options });

export const runBenchJson = async (argv: readonly string[], options: InProcessOptions = {}) => {
  const { code, out, err } = await runBench([...argv, '--json'], options);
  const document: BenchDocument = JSON.parse(out);
  return { code, err, document };
};

export const phaseNamed = ({ phases }: BenchDocument, name: string): PhaseSummary => {
  const phase = phases.find((one) => one.name === name);
  if (phase === undefined) throw new Error(`the document has no phase ${name}`);
  return phase;
};

/** What a counter or a trend counted; 0 where it is left out. */
export const countOf = ({ metrics }: PhaseSummary, name: string): number => {
  const metric: MetricSummary | undefined = metrics[name];
  if (metric?.type === 'counter') return metric.values.count;
  return metric?.type === 'trend' ? (metric.values['count'] ?? 0) : 0;
};
