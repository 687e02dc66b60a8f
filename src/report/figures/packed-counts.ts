import type { Counts } from './counts.ts';

/** Six bits a letter, five of them of the number and one that says that more follow: most gaps and counts are one letter. */
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-';
const valueOfLetter = new Map([...letters].map((letter, value) => [letter, value]));

/** Counts as text that needs no escape in JSON: the gap to the bucket before and the count, again and again. */
export const packCounts = ({ buckets, counts }: Counts): string => {
  let before = 0;
  let packed = '';
  for (const [at, bucket] of buckets.entries()) {
    packed += packNumber(bucket - before) + packNumber(counts[at] ?? 0);
    before = bucket;
  }
  return packed;
};

export const unpackCounts = (packed: string): Counts => {
  const numbers = unpackNumbers(packed);
  const buckets: number[] = [];
  const counts: number[] = [];
  let [bucket, total] = [0, 0];
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    bucket += numbers[at] ?? 0;
    buckets.push(bucket);
    counts.push(numbers[at + 1] ?? 0);
    total += numbers[at + 1] ?? 0;
  }
  return { buckets, counts, total };
};

/** Whole numbers from 0; beyond 32 bits too, so no bit operations. */
const packNumber = (number: number): string => {
  let packed = '';
  let rest = number;
  while (rest >= 32) {
    packed += letters.charAt(32 + (rest % 32));
    rest = Math.floor(rest / 32);
  }
  return packed + letters.charAt(rest);
};

const unpackNumbers = (packed: string): readonly number[] => {
  const numbers: number[] = [];
  let [number, weight] = [0, 1];
  for (const letter of packed) {
    const value = valueOfLetter.get(letter) ?? 0;
    number += (value % 32) * weight;
    weight *= 32;
    if (value >= 32) continue;
    numbers.push(number);
    [number, weight] = [0, 1];
  }
  return numbers;
};
