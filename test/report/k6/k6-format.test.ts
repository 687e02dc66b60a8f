import { describe, expect, it } from 'vitest';
import { formatFixedDuration, formatGoDuration } from '../../../src/report/k6/k6-duration.ts';
import {
  formatData,
  formatNumber,
  formatShare,
  formatTime,
} from '../../../src/report/k6/k6-format.ts';

describe('formatTime', () => {
  it.each([
    [0, '0s'],
    [0.0000004, '0ns'],
    [0.000671, '671ns'],
    [0.001, '1µs'],
    [0.71263, '712.63µs'],
    [0.899999, '899.99µs'],
    [1, '1ms'],
    [185.189, '185.18ms'],
    [999.999, '999.99ms'],
    [1000, '1s'],
    [3810.9, '3.81s'],
    [59_999, '59.99s'],
    [60_000, '1m0s'],
    [66_900, '1m6s'],
    [3_723_000, '1h2m3s'],
  ])('%d ms is %s', (ms, text) => expect(formatTime(ms)).toBe(text));

  it.each([
    ['s', '1.23s'],
    ['ms', '1234.56ms'],
    ['us', '1234560.00µs'],
  ] as const)('keeps to %s where asked', (unit, text) =>
    expect(formatTime(1234.56, unit)).toBe(text),
  );
});

it.each([
  [0, '0 B'],
  [9, '9 B'],
  [864, '864 B'],
  [1999, '2.0 kB'],
  [13_400_000, '13 MB'],
  [7_800_000, '7.8 MB'],
  [1e12, '1.0 TB'],
])('%d bytes are %s', (bytes, text) => expect(formatData(bytes)).toBe(text));

it('cuts shares and shortens numbers', () => {
  expect([0.00604, 1, 0.999999].map(formatShare)).toEqual(['0.60%', '100.00%', '99.99%']);
  expect([373.6835170001, 10, 404.56812].map(formatNumber)).toEqual([
    '373.683517',
    '10',
    '404.56812',
  ]);
});

describe('durations', () => {
  it.each([
    [0, '0s'],
    [500, '500ms'],
    [1500, '1.5s'],
    [120_000, '2m0s'],
    [150_500, '2m30.5s'],
    [3_630_000, '1h0m30s'],
  ])("%d ms in Go's words: %s", (ms, text) => expect(formatGoDuration(ms)).toBe(text));

  it.each([
    [2000, 9000, '2.0s'],
    [2000, 35_000, '02.0s'],
    [2000, 150_000, '0m02.0s'],
    [2000, 1_800_000, '00m02.0s'],
    [2000, 7_200_000, '0h00m02.0s'],
    [120_513, 150_000, '2m00.5s'],
    [12_000, 9000, '12.0s'],
  ])('%d of %d ms at a fixed width: %s', (ms, most, text) =>
    expect(formatFixedDuration(ms, most)).toBe(text),
  );
});
