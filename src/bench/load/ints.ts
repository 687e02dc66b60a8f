import { FibimgError, messageOf } from '../../core/error.ts';
import { requirePixels } from '../../core/service/pixels.ts';

/** Which integers a run asks for: all of a range, those of a list, or what the service chooses. */
export type Ints = { readonly from: number; readonly to: number } | readonly number[] | null;

/** Reads `500`, `400-1000` or `400,500,750`; throws a usage error that says what is wrong with it. */
export const parseInts = (text: string): NonNullable<Ints> => {
  const range = /^([^,-]*)-([^,-]*)$/.exec(text);
  if (range === null) return text.split(',').map((part) => requirePart(text, part));
  const from = requirePart(text, range[1] ?? '');
  const to = requirePart(text, range[2] ?? '');
  if (from > to) {
    throw wrong(text, `its first number, ${from}, is above its last, ${to}`);
  }
  return { from, to };
};

/** The text that `parseInts` reads back. */
export const formatInts = (ints: NonNullable<Ints>): string =>
  'from' in ints ? `${ints.from}-${ints.to}` : ints.join(',');

/** Every different integer, in ascending order. */
export const distinctInts = (ints: NonNullable<Ints>): readonly number[] =>
  'from' in ints
    ? Array.from({ length: ints.to - ints.from + 1 }, (_, index) => ints.from + index)
    : [...new Set(ints)].sort((a, b) => a - b);

const requirePart = (whole: string, part: string): number => {
  try {
    return requirePixels(part);
  } catch (thrown) {
    if (!(thrown instanceof FibimgError)) throw thrown;
    throw wrong(whole, `${messageOf(thrown)}, and ${thrown.why}`);
  }
};

const wrong = (text: string, why: string): FibimgError =>
  new FibimgError('usage', `--ints ${JSON.stringify(text)} is not a set of integers`, {
    why,
    hint: 'one integer, a range such as 400-1000, or a list such as 400,500,750',
  });
