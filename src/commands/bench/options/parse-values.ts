import { parseDurationMs } from '../../../config/duration.ts';
import type { CommandInput, Problems } from '../../command/input.ts';

/** A whole number within bounds; undefined when the flag is absent, or wrong and noted. */
export const parseCount = (
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

/** A duration in milliseconds; undefined when the flag is absent, or wrong and noted. */
export const parseDuration = (
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

/** An amount of US dollars above 0; undefined when the flag is absent, or wrong and noted. */
export const parseUsd = (
  input: CommandInput,
  name: string,
  problems: Problems,
): number | undefined => {
  const text = input.value(name);
  if (text === undefined) return undefined;
  const usd = /^\$?\d*\.?\d+$/.test(text) ? Number(text.replace('$', '')) : 0;
  if (usd > 0) return usd;
  problems.add(`--${name} ${JSON.stringify(text)} is not an amount of US dollars`, 'such as 0.50');
  return undefined;
};
