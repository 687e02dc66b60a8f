import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textWidth } from '../../../src/report/text/ansi.ts';
import { flow, wrap } from '../../../src/report/text/flow.ts';

const word = fc.string({ unit: fc.constantFrom(...'abcdé漢'), minLength: 1, maxLength: 30 });
const room = fc.record({
  width: fc.integer({ min: 1, max: 60 }),
  first: fc.integer({ min: 0, max: 60 }),
  hang: fc.integer({ min: 0, max: 20 }),
});

it('keeps every line to the width and loses nothing', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), room, (words, { width, first, hang }) => {
      const tokens = words.map((text) => ({ text }));
      const [head = '', ...others] = flow(tokens, { width, first, hang });
      expect(Math.min(first, width) + textWidth(head)).toBeLessThanOrEqual(width);
      for (const line of others) expect(textWidth(line)).toBeLessThanOrEqual(width);
      expect([head, ...others].join('').replaceAll(' ', '')).toBe(words.join(''));
    }),
  );
});

it('fills a line before it begins another', () => {
  const tokens = ['a', 'bb', 'ccc', 'dddd'].map((text) => ({ text }));
  expect(flow(tokens, { width: 8, first: 4, hang: 2 })).toEqual(['a bb', '  ccc', '  dddd']);
  expect(flow(tokens, { width: 40, first: 4, hang: 2 })).toEqual(['a bb ccc dddd']);
  expect(flow([{ text: 'long', shown: '<long>' }], { width: 8, first: 6, hang: 2 })).toEqual([
    '',
    '  <long>',
  ]);
});

it('breaks no token that a line has room for', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), room, (words, { width, first, hang }) => {
      const shown = flow(
        words.map((text) => ({ text })),
        { width, first, hang },
      ).join('\n');
      for (const text of words.filter((each) => hang + textWidth(each) <= width && hang < width))
        expect(shown).toContain(text);
    }),
  );
  const [label, value] = flow([{ text: 'a label....:' }, { text: 'value' }], {
    ...{ width: 16, first: 2, hang: 10 },
  });
  expect([label, value]).toEqual(['a label....:', '          value']);
});

it('wraps a sentence', () => {
  expect(wrap('what a reader must know', 16)).toEqual([
    '    what a',
    '    reader must',
    '    know',
  ]);
  expect(wrap('one two three', 9, 0, 2)).toEqual(['one two', '  three']);
  expect(wrap('indivisible', 8, 2)).toEqual(['  indivi', '  sible']);
});
