import { parseDurationMs } from '../../config/duration.ts';
import { FibimgError } from '../../core/error.ts';
import type { Stage } from './load.ts';
import { mostVus } from './load-limits.ts';

const secondsOf = { s: 1, m: 60, h: 3600 } as const;

/** More than one process can start, whatever the target. */
const highestRate = 100_000;

/** Reads `50/s`, `0.2/s` or `30/m`; a bare number is a second's, as in k6. The result is a second's. */
export const parseRate = (text: string): number => {
  const match = /^(\d+(?:\.\d+)?)(?:\/([smh]))?$/.exec(text);
  const unit = match?.[2] === 'm' || match?.[2] === 'h' ? match[2] : 's';
  const rate = match === null ? Number.NaN : Number(match[1]) / secondsOf[unit];
  if (rate <= highestRate) return rate;
  throw new FibimgError('usage', `${JSON.stringify(text)} is not a rate`, {
    hint: 'iterations a second, minute or hour, such as 50/s, 0.2/s or 30/m, up to 100000/s',
  });
};

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
