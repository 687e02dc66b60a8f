import { FibimgError, messageOf } from '../../core/error.ts';
import { itemSources } from '../../core/json-source.ts';

/**
 * The events that a text names: the items of one JSON array, the lines of JSON (NDJSON), or the one JSON value that it
 * is. An event that is itself an array is written as the one item of an array. Each is the very text that was
 * written, so that numbers keep their digits. Throws a usage error that names the line.
 */
export const parsePayloads = (bytes: Uint8Array, name: string): readonly Uint8Array[] => {
  const text = decoded(bytes, name);
  const whole = problemOf(text);
  if (whole === undefined) {
    if (!/^\s*\[/.test(text)) return [bytes];
    return requireSome(itemSources(text).map(encode), name);
  }
  const lines = [...text.split('\n').entries()].filter(([, line]) => line.trim() !== '');
  const first = lines[0]?.[1];
  // Not even its first line: one value that is written wrongly.
  if (first === undefined || lines.length < 2 || problemOf(first) !== undefined) {
    throw notJson(name, first === undefined ? 'it is empty' : whole);
  }
  for (const [index, line] of lines) {
    const problem = problemOf(line);
    if (problem !== undefined) throw notJson(name, `line ${index + 1}: ${problem}`);
  }
  return lines.map(([, line]) => encode(line));
};

const decoded = (bytes: Uint8Array, name: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notJson(name, 'it is not UTF-8 text');
  }
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text.trim());

const problemOf = (text: string): string | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
};

const requireSome = (payloads: readonly Uint8Array[], name: string): readonly Uint8Array[] => {
  if (payloads.length > 0) return payloads;
  throw new FibimgError('usage', `${name} is an empty list of events`, {
    hint: 'write one at least; an event that is an empty array is [[]]',
  });
};

const notJson = (name: string, why: string): FibimgError =>
  new FibimgError('usage', `${name} is not JSON`, {
    why,
    hint: 'one JSON value, an array of events, or a line of JSON for each',
  });
