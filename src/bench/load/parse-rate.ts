import { FibimgError } from '../../core/error.ts';

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

export const formatRate = (perSecond: number): string => `${perSecond}/s`;
