import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePayloads } from '../../../src/bench/load/payload-list.ts';

const parse = (text: string): readonly string[] =>
  parsePayloads(new TextEncoder().encode(text), 'events').map((one) =>
    new TextDecoder().decode(one),
  );

describe('parsePayloads', () => {
  it('takes one value as it was written, digit by digit', () => {
    for (const text of [
      '{"a": 1}',
      ' 12345678901234567890\n',
      '"[1]"',
      '{\n "a": [\n1]\n}\n',
      'null',
    ]) {
      expect(parse(text)).toEqual([text]);
    }
  });

  it('takes the items of an array, and the lines of JSON', () => {
    const events = ['{"id":12345678901234567890}', '"a,]b"', '[1,[2]]', '{"x":{"y":[]}}'];
    expect(parse(`[${events.join(' ,\n')}]`)).toEqual(events);
    expect(parse(`\n${events.join('\r\n\n')}\n`)).toEqual(events);
    expect(parse('[[1,2]]')).toEqual(['[1,2]']);
  });

  it('gives back whatever JSON was put into a list', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { minLength: 1 }), fc.constantFrom(0, 2), (items, indent) => {
        const values = items.map((text) => JSON.parse(text));
        expect(parse(JSON.stringify(values, null, indent)).map((one) => JSON.parse(one))).toEqual(
          values,
        );
        if (values.length < 2) return;
        const lines = values.map((value) => JSON.stringify(value)).join('\n');
        expect(parse(lines).map((one) => JSON.parse(one))).toEqual(values);
      }),
    );
  });

  it.each([
    ['', 'it is empty'],
    ['{', ''],
    ['[1,2', ''],
    ['{"a":1}\n{"a":', 'line 2'],
    ['[]', ''],
  ])('refuses %j', (text, why) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ kind: 'usage' }));
    if (why)
      expect(() => parse(text)).toThrow(
        expect.objectContaining({ why: expect.stringContaining(why) }),
      );
  });

  it('refuses what is no UTF-8', () => {
    expect(() => parsePayloads(new Uint8Array([0x22, 0xff, 0x22]), 'events')).toThrow(
      'events is not JSON',
    );
  });
});
