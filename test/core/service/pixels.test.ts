import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FibimgError } from '../../../src/core/error.ts';
import { parsePixels, randomPixels, requirePixels } from '../../../src/core/service/pixels.ts';

const nearlyNumbers = fc.oneof(
  fc.string(),
  fc.integer({ min: -10, max: 99_999 }).map(String),
  fc.integer({ min: 0, max: 9999 }).map((n) => `0${n}`),
  fc.stringMatching(/^[0-9eExX+\-. ]{0,6}$/),
);

it('accepts exactly plain decimal integers from 1 to 5000', () => {
  fc.assert(
    fc.property(nearlyNumbers, (text) => {
      const valid = /^[1-9][0-9]{0,3}$/.test(text) && Number(text) <= 5000;
      expect(parsePixels(text)).toBe(valid ? Number(text) : undefined);
    }),
    { numRuns: 2000 },
  );
});

it('accepts every number of the range', () => {
  for (let n = 1; n <= 5000; n += 1) expect(parsePixels(String(n))).toBe(n);
});

it.each([
  ['abc', '"abc" is not a plain decimal number'],
  ['12abc', '"12abc" is not a plain decimal number'],
  ['1e3', '"1e3" is not a plain decimal number'],
  ['0x10', '"0x10" is not a plain decimal number'],
  ['-1', '-1 is below 1'],
  ['0', '0 is below 1'],
  ['5001', '5001 is above 5000'],
  ['0500', '0500 is written with a leading zero'],
  ['', 'it is empty'],
  ['4\n', '"4\\n" is not a plain decimal number'],
])('says why %j is not one', (text, why) => {
  expect(() => requirePixels(text)).toThrow(FibimgError);
  try {
    requirePixels(text);
  } catch (thrown) {
    expect(thrown).toMatchObject({ kind: 'invalid_input', why });
  }
});

it('draws from 400 to 1000, both included', () => {
  const drawing = (value: number) => ({ below: () => value, uuid: () => '' });
  expect(randomPixels(drawing(0))).toBe(400);
  expect(randomPixels(drawing(600))).toBe(1000);
  const bounds: number[] = [];
  const recording = (bound: number) => {
    bounds.push(bound);
    return 0;
  };
  randomPixels({ below: recording, uuid: () => '' });
  expect(bounds).toEqual([601]);
});
