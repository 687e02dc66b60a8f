import { FibimgError } from '../../core/error.ts';
import { requirePixels } from '../../core/service/pixels.ts';

/** Whether the value of `--ints` is itself a list, rather than the name of a file. */
export const isIntList = (text: string): boolean =>
  /^[\d\s,-]*\d[\d\s,-]*$|^[^./\\]*,[^./\\]*$/.test(text);

/**
 * Numbers and ranges such as `400, 500-510`, separated by commas or white space; each once, in the order given. Lines
 * may have comments after `#`.
 */
export const parseInts = (text: string, where: string): readonly number[] => {
  const words = text
    .replace(/#.*$/gm, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words.length === 0) {
    throw new FibimgError('usage', `${where} names no numbers`, { hint: 'such as 400,500-510' });
  }
  return [...new Set(words.flatMap(parseWord))];
};

const parseWord = (word: string): readonly number[] => {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(word) ?? [];
  if (first === undefined || last === undefined) return [requirePixels(word)];
  return rangeOf(requirePixels(first), requirePixels(last));
};

/** Both included. */
export const rangeOf = (from: number, to: number): readonly number[] => {
  if (from <= to) return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  throw new FibimgError('usage', `the range ${from} to ${to} is empty`, {
    why: 'it ends before it begins',
  });
};
