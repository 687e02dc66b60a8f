import { type Ints, parseInts } from '../../bench/ints.ts';
import type { Load } from '../../bench/load.ts';
import { loadOf } from '../../bench/load-flags.ts';
import { parseRate } from '../../bench/parse-rate.ts';
import { mostVus, parseStage } from '../../bench/parse-stage.ts';
import { parseDurationMs } from '../../config/duration.ts';
import type { Settings } from '../../config/settings.ts';
import { FibimgError } from '../../core/error.ts';
import { randomRange, requirePixels } from '../../core/pixels.ts';
import type { Rng } from '../../core/ports.ts';
import { type CommandInput, createProblems, type Problems } from '../input.ts';
import type { LoadEngineOptions } from '../services.ts';

export interface BenchOptions {
  readonly generator: LoadEngineOptions;
  readonly load: Load;
  readonly ints: Ints;
  readonly seed: number;
  readonly strict: boolean;
  readonly yes: boolean;
}

const largestSeed = 2 ** 31 - 1;

/** What to run, or one usage error that names all that is wrong. */
export const parseBench = (input: CommandInput, settings: Settings, rng: Rng): BenchOptions => {
  const problems = createProblems('bench');
  const generator = parseGenerator(input, settings, problems);
  const load = parseLoad(input, problems);
  const ints = parseIntsFlags(input, problems);
  const seed = parseCount(input, 'seed', problems, { from: 0, to: largestSeed });
  if (generator?.engine === 'autocannon' && !generator.keepAlive) {
    problems.add('--engine autocannon keeps its connections', 'use --engine http');
  }
  problems.throwIfAny();
  if (generator === undefined || load === undefined || ints === undefined) {
    throw new TypeError('what is missing is a problem');
  }
  return {
    ...{ generator, load, ints, seed: seed ?? rng.below(largestSeed) },
    strict: input.flag('strict'),
    yes: input.flag('yes'),
  };
};

const parseGenerator = (
  input: CommandInput,
  settings: Settings,
  problems: Problems,
): LoadEngineOptions | undefined => {
  const url = settings.url.value;
  const engine = input.value('engine') ?? 'http';
  const headers = Object.fromEntries(
    input.values('header').flatMap((line) => problems.try(() => [parseHeader(line)]) ?? []),
  );
  if (url === undefined) problems.add('nothing to load', '--url URL');
  if (engine !== 'http' && engine !== 'autocannon') {
    problems.add(`there is no engine ${JSON.stringify(engine)}`, '--engine http or autocannon');
    return undefined;
  }
  if (url === undefined) return undefined;
  return {
    ...{ engine, headers, url: new URL(url) },
    timeoutMs: settings.timeout.value,
    keepAlive: !input.flag('no-keepalive'),
    check: !input.flag('no-check'),
    insecure: settings.insecure.value,
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

const parseCount = (
  input: CommandInput,
  name: string,
  problems: Problems,
  { from, to }: { readonly from: number; readonly to: number },
): number | undefined => {
  const text = input.value(name);
  if (text === undefined) return undefined;
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count >= from && count <= to) return count;
  problems.add(`--${name} ${JSON.stringify(text)} is not a whole number from ${from} to ${to}`);
  return undefined;
};

const parseDuration = (
  input: CommandInput,
  name: string,
  problems: Problems,
  fromMs: number,
): number | undefined => {
  const text = input.value(name);
  if (text === undefined) return undefined;
  const durationMs = parseDurationMs(text);
  if (durationMs !== undefined && durationMs >= fromMs) return durationMs;
  problems.add(
    `--${name} ${JSON.stringify(text)} is not a duration`,
    'such as 30s, 500ms or 1m30s',
  );
  return undefined;
};
