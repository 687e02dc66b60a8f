import { expect, it } from 'vitest';
import { createDecodeMemo } from '../../../src/local/store/decode-memo.ts';

it('decodes a text once at each place, and again when it has changed', () => {
  const decoded: string[] = [];
  const decode = createDecodeMemo((text, where) => {
    decoded.push(`${where}:${text}`);
    return { text };
  });
  const first = decode('1', 'a');
  expect(decode('1', 'a')).toBe(first);
  expect(decode('1', 'b')).toEqual({ text: '1' });
  expect(decode('2', 'a')).toEqual({ text: '2' });
  expect(decode('1', 'a')).not.toBe(first);
  expect(decoded).toEqual(['a:1', 'b:1', 'a:2', 'a:1']);
});
