import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitted } from '../../../src/report/text/fitted.ts';

const terminal = (columns: number) => ({ isTTY: true, columns });

it.each([
  ['short', 20, 'short'],
  ['words that need two lines', 15, 'words that need\ntwo lines'],
  ['  why   it is gone for good', 20, '  why   it is gone\n        for good'],
  ['  500: cannot be read', 12, '  500:\n  cannot be\n  read'],
  ['see https://host.example/path now', 10, 'see\nhttps://host.example/path\nnow'],
  ['a\tline of tabs that is long', 10, 'a\tline of tabs that is long'],
])('breaks %j at blanks for %d columns', (text, columns, expected) => {
  expect(fitted(text, terminal(columns))).toBe(expected);
});

it('sets a value under itself, whatever colour its label has', () => {
  const line = '  \u001b[2msuch as \u001b[22m  one, two, three, four';
  expect(stripVTControlCharacters(fitted(line, terminal(26)))).toBe(
    '  such as   one, two,\n            three, four',
  );
});

it('leaves the lines of a pipe alone', () => {
  const line = 'word '.repeat(40);
  expect(fitted(line, { isTTY: false, columns: 20 })).toBe(line);
});

it('changes nothing but blanks, and no line of short words is too wide', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(words, fc.integer({ min: 10, max: 80 }), (list, columns) => {
      const fit = fitted(list.join(' '), terminal(columns));
      expect(fit.split(/\s+/)).toEqual(list);
      for (const line of fit.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    }),
  );
});
