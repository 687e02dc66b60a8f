import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everything, linkOf, selectionOf } from '../../../src/report/figures/selection.ts';

const page = { runs: 3, seconds: () => 20 };

describe('a link', () => {
  it('leads to the selection that it was made of', () => {
    const selection = fc.record({
      run: fc.integer({ min: 0, max: 2 }),
      span: fc
        .tuple(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 1, max: 9_000 }))
        .map(([from, length]) => ({ from: from / 1000, to: (from + length) / 1000 })),
      hidden: fc.uniqueArray(fc.string()),
    });
    fc.assert(
      fc.property(selection, (asked) => {
        expect(selectionOf(`#${linkOf(asked)}`, page)).toEqual(asked);
      }),
    );
  });

  it('is empty for everything', () => {
    expect(linkOf(everything)).toBe('');
    expect(selectionOf('', page)).toEqual(everything);
  });

  it('that says something wrong leads to everything', () => {
    for (const link of [
      '#run=9',
      '#run=x',
      '#span=5-2',
      '#span=a-b',
      '#span=0-99',
      '#%',
      '#span=-1-4',
    ]) {
      expect(selectionOf(link, page), link).toEqual(everything);
    }
  });

  it('never leads beyond the run', () => {
    expect(selectionOf('#span=5-99', page).span).toEqual({ from: 5, to: 20 });
  });
});
