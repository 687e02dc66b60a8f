import {
  type Document,
  isMap,
  isScalar,
  Lexer,
  LineCounter,
  type ParsedNode,
  parseDocument,
} from 'yaml';
import type { Problems } from '../../config/problems.ts';
import type { FileValues } from '../../config/resolve-options.ts';
import { messageOf } from '../../core/error.ts';

/** Far more than anybody writes. */
const maxCharacters = 1_000_000;

/** The reader's time grows with the square of the keys and of the anchors, and no signal is heard meanwhile. */
const maxTokens = 20_000;

/** Its stack, and with it the process, ends at a few hundred. */
const maxLevels = 150;

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
  if (text.length > maxCharacters || isTooMuch(text)) {
    note('it is too long or too deep for a scenario');
    return undefined;
  }
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false });
  } catch (thrown) {
    note(`it is not YAML: ${messageOf(thrown)}`);
    return undefined;
  }
};

const isTooMuch = (text: string): boolean => {
  let [count, brackets, column] = [0, 0, 0];
  for (const token of new Lexer().lex(text)) {
    count += 1;
    if (/^[[{]$/.test(token)) brackets += 1;
    else if (/^[\]}]$/.test(token)) brackets = Math.max(0, brackets - 1);
    else if (token.includes('\n')) column = 0;
    // Without brackets no level begins but behind an indentation or one of these.
    else if (brackets === 0 && /^(?:[ \t]+|[-?:])$/.test(token)) column += token.length;
    if (count > maxTokens || brackets + column > maxLevels) return true;
  }
  return false;
};

const pairsOf = ({ contents }: Document.Parsed<ParsedNode>) =>
  contents !== null && isMap(contents) ? contents.items : undefined;
