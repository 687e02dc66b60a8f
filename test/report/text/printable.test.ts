import { stripVTControlCharacters, styleText } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPaint } from '../../../src/report/text/ansi.ts';
import { printable, printableLine } from '../../../src/report/text/printable.ts';

const steering = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\u200b-\u200d\ufeff]/u;

/** Text as a hostile server writes it: mostly what must not get through. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('\u202e', '\u2066', '\u001b[2J', '\u001b]0;title\u0007', '\u009b2J', '\r'),
    ),
  )
  .map((parts) => parts.join(''));

it('lets nothing through that steers a terminal, but line ends and tabs', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = stripVTControlCharacters(printable(text)).replaceAll(/\r\n|[\n\t]/g, '');
      expect(shown).not.toMatch(steering);
      expect(stripVTControlCharacters(printableLine(text)).replaceAll('\t', '')).not.toMatch(
        steering,
      );
    }),
  );
});

it('leaves JSON the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), hostile, (value, text) => {
      const document = { value, text };
      expect(JSON.parse(printable(JSON.stringify(document)))).toEqual(
        JSON.parse(JSON.stringify(document)),
      );
    }),
  );
});

it('keeps our own colours and hides no text in black or concealed', () => {
  const paint = createPaint(true);
  const own = [
    ...Object.values(paint).map((mark) => mark('text')),
    ...(['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const).map((format) =>
      styleText(format, 'text'),
    ),
  ];
  for (const text of own) expect(printable(text)).toBe(text);
  for (const code of ['8', '30', '38;2;0;0;0', '7', '5'])
    expect(printable(`\u001b[${code}m`)).toBe(`\\u001b[${code}m`);
});

it('reads like the text where there is nothing to hide', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aä漢😀 \n\t"\\') }), (text) => {
      expect(printable(text)).toBe(text);
    }),
  );
  expect(printable('a\r\nb\rc')).toBe('a\r\nb\nc');
  expect(printableLine('a\r\nb\rc')).toBe('a\\nb\\nc');
  const document = JSON.stringify({ a: [1, '\u009b'] }, null, '\r\t').replaceAll('\n', '\r\n');
  expect(JSON.parse(printable(document))).toEqual({ a: [1, '\u009b'] });
});
