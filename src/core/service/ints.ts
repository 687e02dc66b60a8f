import { FibimgError } from '../error.ts';
import { maxPixels, minPixels, parsePixels } from './pixels.ts';

export const intsExpected = 'numbers and ranges such as 500, 400-1000 or 400,500-510';

/** Which integers a run asks for: all of a range, those of a list, or what the service chooses. */
export type Ints = { readonly from: number; readonly to: number } | readonly number[] | null;

/**
 * Reads numbers and ranges, separated by commas or white space: `500`, `400-1000`, `400,500-510`. One range alone stays
 * a range. Throws a usage error that says what is wrong.
 */
export const parseInts = (text: string): NonNullable<Ints> => {
  const words = text.trim().split(/\s*,\s*|\s+/);
  const [first, ...more] = words.map((word) => parseWord(text, word));
  if (first !== undefined && more.length === 0 && typeof first !== 'number') return first;
  return [...(first === undefined ? [] : [first]), ...more].flatMap((part) =>
    typeof part === 'number' ? part : distinctInts(part),
  );
};

/** As `parseInts`, of a file's lines, which may be empty and have comments after `#`. */
export const parseIntsFile = (text: string, where: string): NonNullable<Ints> => {
  const words = text.replace(/#.*$/gm, '').trim();
  if (words !== '') return parseInts(words);
  throw new FibimgError('usage', `${where} names no numbers`, { hint: intsExpected });
};

/** Every different integer, in ascending order. */
export const distinctInts = (ints: NonNullable<Ints>): readonly number[] =>
  'from' in ints
    ? Array.from({ length: ints.to - ints.from + 1 }, (_, index) => ints.from + index)
    : [...new Set(ints)].sort((a, b) => a - b);

const parseWord = (whole: string, word: string) => {
  const [, first, last] = /^([^-]+)-([^-]+)$/.exec(word) ?? [];
  if (first === undefined || last === undefined) return requirePart(whole, word);
  const from = requirePart(whole, first);
  const to = requirePart(whole, last);
  if (from > to) throw wrong(whole, `the range ${from}-${to} ends before it begins`);
  return { from, to };
};

const requirePart = (whole: string, part: string): number => {
  const pixels = parsePixels(part);
  if (pixels !== undefined) return pixels;
  const named = part === '' ? 'an empty place' : JSON.stringify(part);
  throw wrong(whole, `${named} is not a plain whole number from ${minPixels} to ${maxPixels}`);
};

const wrong = (text: string, why: string): FibimgError =>
  new FibimgError('usage', `${JSON.stringify(shortened(text))} is not a set of integers`, {
    why,
    hint: intsExpected,
  });

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
