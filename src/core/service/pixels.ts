import { FibimgError } from '../error.ts';
import type { Rng } from './ports.ts';

/** The origin's largest image is 5000 x 5000. */
export const minPixels = 1;
export const maxPixels = 5000;

/** Without `int` the service draws uniformly from this range, both included. */
export const randomRange = { from: 400, to: 1000 } as const;

/** The number that `text` spells as a plain decimal integer from 1 to 5000, else undefined. */
export const parsePixels = (text: string): number | undefined => {
  if (!/^[1-9][0-9]{0,3}$/.test(text)) return undefined;
  const pixels = Number(text);
  return pixels <= maxPixels ? pixels : undefined;
};

/** As `parsePixels`, but bad text is an `invalid_input` error that names it, and what it was given as. */
export const requirePixels = (text: string, name = 'int'): number => {
  const pixels = parsePixels(text);
  if (pixels !== undefined) return pixels;
  throw new FibimgError('invalid_input', `${name} must be a whole number from 1 to ${maxPixels}`, {
    why: whyNotPixels(text),
    hint: 'a plain decimal number, such as 500',
  });
};

const whyNotPixels = (text: string): string => {
  if (text === '') return 'it is empty';
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return /^-?[0-9]+$/.test(text)
    ? `${shown} is ${/^(-|0*$)/.test(text) ? `below ${minPixels}` : /^0/.test(text) ? 'written with a leading zero' : `above ${maxPixels}`}`
    : `${JSON.stringify(shown)} is not a plain decimal number`;
};

/** A uniformly random size from the service's default range. */
export const randomPixels = (rng: Rng): number =>
  randomRange.from + rng.below(randomRange.to - randomRange.from + 1);
