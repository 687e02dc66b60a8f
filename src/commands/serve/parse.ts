import { parseDurationMs } from '../../config/duration.ts';
import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { FibimgError } from '../../core/error.ts';
import { type CommandInput, createProblems } from '../command/input.ts';
import type { LocalLambdaRequest } from '../command/services.ts';

/** What to serve, or one usage error that names all that is wrong. */
export const parseServe = (input: CommandInput, settings: Settings): LocalLambdaRequest => {
  const problems = createProblems('serve');
  const number = (name: string, least: number, most: number, otherwise: number): number =>
    problems.try(() => wholeNumber(input, name, least, most)) ?? otherwise;
  const duration = (name: string, otherwise: number): number =>
    problems.try(() => durationOf(input, name)) ?? otherwise;
  const request = {
    target: problems.try(() => servedTarget(settings)),
    allowForeignStack: input.flag('allow-foreign-stack'),
    port: number('port', 0, 65_535, 3001),
    concurrency: number('concurrency', 1, 1000, 10),
    memoryMb: number('memory', 128, 10_240, 1024),
    timeoutMs: settings.timeout.value,
    idleMs: duration('idle', 300_000),
    originLatencyMs: duration('origin-latency', 0),
    originFailureRate: problems.try(() => rate(input, 'origin-failures')) ?? 0,
    originSeed: number('seed', 0, Number.MAX_SAFE_INTEGER, 1),
  };
  if (request.timeoutMs <= 0 || request.timeoutMs > 900_000) {
    problems.add(
      '--timeout is out of range',
      'an invocation may take up to 900s, and longer than 0',
    );
  }
  problems.throwIfAny();
  const { target } = request;
  if (target === undefined) throw new TypeError('a missing target is a problem');
  return { ...request, target };
};

const servedTarget = (settings: Settings): LocalLambdaRequest['target'] => {
  const target = resolveTarget(settings);
  if (target.kind === 'embedded' || target.kind === 'stack' || target.kind === 'resources') {
    return target;
  }
  throw new FibimgError(
    'usage',
    `serve runs the function here: there is no use for a ${target.kind}`,
    {
      hint: 'leave it out, or name a stack whose store to use with --stack',
    },
  );
};

const wholeNumber = (
  input: CommandInput,
  name: string,
  least: number,
  most: number,
): number | undefined => {
  const text = input.value(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw wrong(name, text, `it must be a whole number from ${least} to ${most}`);
};

const durationOf = (input: CommandInput, name: string): number | undefined => {
  const text = input.value(name);
  if (text === undefined) return undefined;
  const value = parseDurationMs(text);
  // Longer than any timer can count is longer than anybody waits.
  if (value !== undefined && value <= 2 ** 31 - 1) return value;
  throw wrong(name, text, 'it must be a duration, such as 80ms or 5m');
};

const rate = (input: CommandInput, name: string): number | undefined => {
  const text = input.value(name);
  if (text === undefined) return undefined;
  if (/^(0(\.\d+)?|1(\.0+)?)$/.test(text)) return Number(text);
  throw wrong(name, text, 'it must be a number from 0 to 1, such as 0.05');
};

const wrong = (name: string, text: string, why: string): FibimgError =>
  new FibimgError('usage', `--${name} is ${JSON.stringify(text)}`, { why });
