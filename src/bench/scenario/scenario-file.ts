import { type Document, isMap, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { Problems } from '../../config/problems.ts';
import type { FileValues } from '../../config/resolve-options.ts';
import { messageOf } from '../../core/error.ts';

/**
 * Reads a scenario file, JSON or YAML (of which JSON is a part): its keys with their values and lines. What is no
 * scenario at all is noted as a problem; whether a key is known and its value right is for the options to say.
 */
export const readScenarioFile = (text: string, path: string, problems: Problems): FileValues => {
  const lines = new LineCounter();
  const add = (what: string, hint?: string) => problems.add(what, hint, 'usage', path);
  const at = (offset: number | undefined) =>
    offset === undefined ? path : `${path}:${lines.linePos(offset).line}`;
  const values = new Map<string, unknown>();
  const places = new Map<string, string>();
  const document = parse(text, lines, (why) => add(`${path}: ${why}`));
  // One slip makes YAML complain of all that follows.
  for (const { message, pos } of document?.errors.slice(0, 3) ?? []) {
    add(`${at(pos[0])}: ${message.split('\n')[0]}`);
  }
  const pairs = document?.errors.length === 0 ? pairsOf(document) : [];
  if (pairs === undefined) {
    const hint = 'such as {"vus": 10, "duration": "30s"}';
    add(`${path}: a scenario is a map of keys to values`, hint);
  }
  for (const { key, value } of pairs ?? []) {
    const name = isScalar(key) ? String(key.value) : '';
    if (name === '$schema') continue;
    places.set(name, at(key.range[0]));
    try {
      values.set(name, value?.toJS(document as Document) ?? null);
    } catch (thrown) {
      // An alias of nothing, or of so much that no memory would hold it.
      add(`${at(key.range[0])}: ${name} cannot be read: ${messageOf(thrown)}`);
    }
  }
  return { path, values, where: (key) => places.get(key) ?? path };
};

const parse = (text: string, lineCounter: LineCounter, note: (why: string) => void) => {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false });
  } catch (thrown) {
    note(`it is not YAML: ${messageOf(thrown)}`);
    return undefined;
  }
};

const pairsOf = ({ contents }: Document.Parsed<ParsedNode>) =>
  contents !== null && isMap(contents) ? contents.items : undefined;
