import { FibimgError } from '../../core/error.ts';
import type { CommandInput } from './input.ts';

const most = 64;

/** How many requests at once, from `--concurrency`; 8 when it is not given. */
export const parseConcurrency = (input: CommandInput): number => {
  const text = input.value('concurrency') ?? '8';
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new FibimgError('usage', `--concurrency must be a whole number from 1 to ${most}`, {
    why: `it is ${JSON.stringify(text)}`,
  });
};
