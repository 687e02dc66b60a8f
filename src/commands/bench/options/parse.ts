import { type Ints, parseInts } from '../../../bench/load/ints.ts';
import type { Load } from '../../../bench/load/load.ts';
import { loadOf } from '../../../bench/load/load-flags.ts';
import { defaultDnsTtlMs, parseDnsTtl } from '../../../bench/load/parse-dns.ts';
import { mostVus, parseRate, parseStage } from '../../../bench/load/parse-stage.ts';
import type { PhaseChoice } from '../../../bench/phases/phase-plan.ts';
import type { Threshold } from '../../../bench/threshold/threshold.ts';
import type { Settings } from '../../../config/settings.ts';
import { FibimgError } from '../../../core/error.ts';
import { randomRange, requirePixels } from '../../../core/service/pixels.ts';
import type { Rng } from '../../../core/service/ports.ts';
import { type CommandInput, createProblems, type Problems } from '../../command/input.ts';
import type { LoadEngineOptions } from '../../command/services.ts';
import { parseChoice, withPreset } from './parse-choice.ts';
import { parseEngine } from './parse-engine.ts';
import { type OutputOptions, parseOutputs, parseThresholdFlags } from './parse-outputs.ts';
import { parseSummary, type SummaryOptions } from './parse-summary.ts';
import { parseSystem, type SystemOptions } from './parse-system.ts';
import { parseCount, parseDuration, parseUsd } from './parse-values.ts';

export interface BenchOptions {
  readonly generator: GeneratorOptions;
  readonly system: SystemOptions;
  readonly choice: PhaseChoice;
  readonly load: Load;
  readonly ints: Ints;
  readonly seed: number;
  readonly strict: boolean;
  readonly yes: boolean;
  /** Whether a question may be asked. */
  readonly mayAsk: boolean;
  readonly maxCostUsd: number | undefined;
  readonly thresholds: readonly Threshold[];
  readonly outputs: OutputOptions;
  readonly summary: SummaryOptions;
}

/** How requests are made, whatever they go to. */
export type GeneratorOptions = Omit<LoadEngineOptions, 'url' | 'transport'>;

const largestSeed = 2 ** 31 - 1;

/** What to run, or one usage error that names all that is wrong. */
export const parseBench = (input: CommandInput, settings: Settings, rng: Rng): BenchOptions => {
  const problems = createProblems('bench');
  const load = parseLoad(withPreset(input), problems);
  const ints = parseIntsFlags(input, problems);
  const seed = parseCount(input, 'seed', problems, { from: 0, to: largestSeed });
  const thresholds = parseThresholdFlags(input, problems);
  const outputs = parseOutputs(input, problems);
  const summary = parseSummary(input, problems);
  const system = parseSystem(input, settings, load, problems);
  const choice = parseChoice(input, system, problems);
  const engine = parseEngine(input, system, load, problems);
  const generator = parseGenerator(input, settings, engine, problems);
  const maxCostUsd = parseUsd(input, 'max-cost', problems);
  if (maxCostUsd !== undefined && (system?.kind === 'local' || system?.kind === 'url')) {
    problems.add(
      '--max-cost needs a target whose price is known',
      '--stack NAME or --function NAME',
    );
  }
  problems.throwIfAny();
  if (!load || ints === undefined || !system) {
    throw new TypeError('what is missing is a problem');
  }
  return {
    ...{ generator, system, choice, load, ints, thresholds, outputs, summary },
    seed: seed ?? rng.below(largestSeed),
    strict: input.flag('strict'),
    yes: input.flag('yes'),
    mayAsk: !input.flag('no-input'),
    maxCostUsd,
  };
};

const parseGenerator = (
  input: CommandInput,
  settings: Settings,
  engine: GeneratorOptions['engine'],
  problems: Problems,
): GeneratorOptions => {
  const headers = Object.fromEntries(
    input.values('header').flatMap((line) => problems.try(() => [parseHeader(line)]) ?? []),
  );
  const dns = input.value('dns');
  return {
    ...{ engine, headers },
    timeoutMs: settings.timeout.value,
    keepAlive: !input.flag('no-keepalive'),
    check: !input.flag('no-check'),
    insecure: settings.insecure.value,
    dnsTtlMs: dns === undefined ? defaultDnsTtlMs : (problems.try(() => parseDnsTtl(dns)) ?? 0),
    ...(settings.ca.value !== undefined && { caFile: settings.ca.value }),
  };
};

/** RFC 9110: a token, a colon, and a value without control characters. */
const parseHeader = (line: string): readonly [name: string, value: string] => {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(line);
  if (match !== null) return [(match[1] ?? '').toLowerCase(), (match[2] ?? '').trim()];
  throw new FibimgError('usage', `${JSON.stringify(line)} is not a header`, {
    hint: "--header 'Name: value'",
  });
};

const parseLoad = (input: CommandInput, problems: Problems): Load | undefined => {
  const rate = input.value('rate');
  const flags = {
    vus: parseCount(input, 'vus', problems, { from: 1, to: mostVus }),
    maxVus: parseCount(input, 'max-vus', problems, { from: 1, to: mostVus }),
    iterations: parseCount(input, 'iterations', problems, { from: 1, to: 1e9 }),
    maxRequests: parseCount(input, 'max-requests', problems, { from: 1, to: 1e9 }),
    durationMs: parseDuration(input, 'duration', problems, 1),
    thinkTimeMs: parseDuration(input, 'think-time', problems, 0),
    gracefulStopMs: parseDuration(input, 'graceful-stop', problems, 0),
    rate: rate === undefined ? undefined : problems.try(() => requireSomeRate(rate)),
    stages: input.values('stage').flatMap((text) => problems.try(() => [parseStage(text)]) ?? []),
  };
  return problems.try(() => loadOf(flags));
};

const requireSomeRate = (text: string): number => {
  const rate = parseRate(text);
  if (rate > 0) return rate;
  throw new FibimgError('usage', '--rate is 0', { hint: 'such as 50/s or 30/m' });
};

/** Undefined with a problem noted; null is the service's own choice. */
const parseIntsFlags = (input: CommandInput, problems: Problems): Ints | undefined => {
  const int = input.value('int');
  const ints = input.value('ints');
  if (int !== undefined && ints !== undefined)
    problems.add('--int and --ints contradict each other');
  if (int !== undefined) return problems.try(() => [requirePixels(int)]);
  if (ints !== undefined) return problems.try(() => parseInts(ints));
  return input.flag('no-check') ? null : randomRange;
};
