import { parseDurationMs } from '../../config/duration.ts';
import { FibimgError } from '../../core/error.ts';
import type { Stage } from './load.ts';
import { formatRate, parseRate } from './parse-rate.ts';

/** Of virtual users, each of which takes a connection. */
export const mostVus = 100_000;

/** A stage of virtual users, or of an arrival rate. */
export interface ParsedStage extends Stage {
  readonly kind: 'vus' | 'rate';
}

/** Reads `30s:20` (virtual users) or `30s:50/s` (arrival rate); throws a usage error that says what is wrong. */
export const parseStage = (text: string): ParsedStage => {
  const [duration = '', target, ...rest] = text.split(':');
  if (target === undefined || rest.length > 0) throw wrong(text, 'it is not DURATION:TARGET');
  const durationMs = parseDurationMs(duration);
  if (durationMs === undefined) {
    throw wrong(text, `${JSON.stringify(duration)} is not a duration such as 30s or 1m30s`);
  }
  if (target.includes('/'))
    return { kind: 'rate', durationMs, target: parseTargetRate(text, target) };
  if (!/^\d{1,6}$/.test(target) || Number(target) > mostVus) {
    throw wrong(text, `${JSON.stringify(target)} is neither virtual users nor a rate`);
  }
  return { kind: 'vus', durationMs, target: Number(target) };
};

/** The text that `parseStage` reads back. */
export const formatStage = ({ kind, durationMs, target }: ParsedStage): string =>
  `${durationMs}ms:${kind === 'rate' ? formatRate(target) : target}`;

const parseTargetRate = (text: string, target: string): number => {
  try {
    return parseRate(target);
  } catch (thrown) {
    if (!(thrown instanceof FibimgError)) throw thrown;
    throw wrong(text, thrown.message);
  }
};

const wrong = (text: string, why: string): FibimgError =>
  new FibimgError('usage', `${JSON.stringify(text)} is not a stage`, {
    why,
    hint: '--stage 30s:20 ramps to 20 virtual users, --stage 30s:50/s to 50 iterations a second',
  });
