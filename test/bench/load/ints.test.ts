import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInts, parseInts } from '../../../src/bench/load/ints.ts';
import { FibimgError } from '../../../src/core/error.ts';
import { ints } from './arbitrary-ints.ts';

describe('parseInts', () => {
  it('reads back what formatInts writes', () => {
    fc.assert(
      fc.property(ints, (spec) => {
        expect(parseInts(formatInts(spec))).toEqual(spec);
      }),
    );
  });

  it.each(['', '0', '400-', '-5', '1000-400', '400-1000-2', '1,,2', '5001', '4e2', '400 - 1000'])(
    'refuses %j as a usage error that names it',
    (text) => {
      expect(() => parseInts(text)).toThrow(FibimgError);
      expect(() => parseInts(text)).toThrow(`--ints ${JSON.stringify(text)}`);
    },
  );
});
