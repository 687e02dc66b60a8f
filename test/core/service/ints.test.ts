import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInts, parseIntsFile } from '../../../src/core/service/ints.ts';
import { ints } from './arbitrary-ints.ts';

describe('parseInts', () => {
  it.each([
    ['500', [500]],
    ['400-1000', { from: 400, to: 1000 }],
    ['400,500-503', [400, 500, 501, 502, 503]],
    ['7, 5 6', [7, 5, 6]],
    ['5,5', [5, 5]],
  ])('reads %j', (text, ints) => expect(parseInts(text)).toEqual(ints));

  it.each([
    ['', 'an empty place'],
    ['400,,500', 'an empty place'],
    ['400,', 'an empty place'],
    ['0', '"0" is not a plain whole number from 1 to 5000'],
    ['5001', '"5001"'],
    ['0500', '"0500"'],
    ['9-5', 'the range 9-5 ends before it begins'],
    ['5-', '"5-"'],
    ['-5', '"-5"'],
    ['4e2', '"4e2"'],
    ['400 - 1000', '"-"'],
    ['1-2-3', '"1-2-3"'],
  ])('refuses %j, and says that %s', (text, why) => {
    expect(() => parseInts(text)).toThrow(
      expect.objectContaining({ kind: 'usage', why: expect.stringContaining(why) }),
    );
  });

  it('reads lists and ranges of any integers', () => {
    fc.assert(
      fc.property(ints, (spec) => {
        const text = 'from' in spec ? `${spec.from}-${spec.to}` : spec.join();
        expect(parseInts(text)).toEqual(spec);
      }),
    );
  });
});

it('parseIntsFile reads lines with comments', () => {
  expect(parseIntsFile('5, 3-4\n# all\n4 7 # last\n', 'x')).toEqual([5, 3, 4, 4, 7]);
  expect(() => parseIntsFile(' # none\n', 'the file')).toThrow('the file names no numbers');
});
