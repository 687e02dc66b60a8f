import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPaint, textWidth } from '../../../src/report/text/ansi.ts';
import { alignTable, cell } from '../../../src/report/text/text-table.ts';

const rows = [
  ['', 'n', 'p50'],
  ['cold start, image fetched', '40', '692 ms'],
  ['warm start', '4,591', '19.8 ms'],
].map((row) => row.map((text) => cell(text)));

describe('alignTable', () => {
  it('puts the first column to the left, all others to the right', () => {
    expect(alignTable(rows, 2, 3)).toEqual([
      '                                  n       p50',
      '  cold start, image fetched      40    692 ms',
      '  warm start                  4,591   19.8 ms',
    ]);
  });

  it('is as wide as its text, not as its colours', () => {
    const { cyan } = createPaint(true);
    const painted = rows.map((row) => row.map(({ text }) => cell(text, cyan)));
    const plain = alignTable(painted, 2, 3).map(stripVTControlCharacters);
    expect(plain.map((line) => line.trimEnd())).toEqual(alignTable(rows, 2, 3));
  });

  it('breaks the text of its widest columns where it would be too wide', () => {
    expect(alignTable(rows, 0, 2, 30)).toEqual([
      '                    n      p50',
      'cold start,        40   692 ms',
      'image fetched',
      'warm start      4,591  19.8 ms',
    ]);
  });

  it('keeps every word whole, as paragraphs where columns are too narrow for them', () => {
    expect(alignTable(rows, 0, 2, 24)).toEqual([
      '              n      p50',
      'cold         40   692 ms',
      'start,',
      'image',
      'fetched',
      'warm      4,591  19.8 ms',
      'start',
    ]);
    expect(alignTable(rows, 0, 2, 22)).toEqual([
      'cold start, image',
      'fetched',
      '  n 40, p50 692 ms',
      'warm start',
      '  n 4,591, p50 19.8 ms',
    ]);
    const words = fc.stringMatching(/^[a-z0-9.]{1,12}$/);
    fc.assert(
      fc.property(
        fc.array(fc.array(words, { minLength: 4, maxLength: 4 }), { minLength: 2 }),
        fc.integer({ min: 30, max: 80 }),
        (texts, width) => {
          const lines = alignTable(
            texts.map((row) => row.map((text) => cell(text))),
            0,
            2,
            width,
          );
          for (const word of texts.slice(1).flat()) expect(lines.join('\n')).toContain(word);
        },
      ),
    );
  });

  it('is never wider than it may be', () => {
    const text = fc.string({ unit: fc.constantFrom(...'abc 1,') });
    const table = fc
      .integer({ min: 1, max: 6 })
      .chain((columns) =>
        fc.tuple(
          fc.array(fc.array(text, { minLength: columns, maxLength: columns }), { minLength: 1 }),
          fc.integer({ min: 10, max: 120 }),
        ),
      );
    fc.assert(
      fc.property(table, ([texts, width]) => {
        const lines = alignTable(
          texts.map((row) => row.map((each) => cell(each))),
          2,
          2,
          width,
        );
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
