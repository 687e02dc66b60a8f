import { type Document, isMap, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import { closest } from '../../core/closest.ts';
import { type ScenarioFlag, scenarioKey } from './scenario-keys.ts';
import { flagTexts } from './scenario-values.ts';

export interface ScenarioFile {
  /** What the command line would have held: texts by flag name; a switch holds one empty text. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** All that is wrong with the file, each with its line. */
  readonly problems: readonly { readonly what: string; readonly hint?: string }[];
}

/**
 * Reads a scenario file, JSON or YAML (of which JSON is a part), into the texts of the flags that its keys stand
 * for, so that one parser reads both the file and the command line.
 */
export const readScenarioFile = (
  text: string,
  path: string,
  flags: readonly ScenarioFlag[],
): ScenarioFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const where = (offset: number | undefined) =>
    offset === undefined ? path : `${path}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, pos }) => ({
      what: `${where(pos[0])}: ${message}`,
    }));
    return { values: new Map(), problems };
  }
  return readKeys(document, where, flags);
};

const readKeys = (
  document: Document.Parsed<ParsedNode>,
  where: (offset: number | undefined) => string,
  flags: readonly ScenarioFlag[],
): ScenarioFile => {
  const { contents } = document;
  const values = new Map<string, readonly string[]>();
  const problems: { what: string; hint?: string }[] = [];
  if (contents === null || !isMap(contents)) {
    const what = `${where(undefined)}: a scenario is a map of keys to values`;
    return { values, problems: [{ what, hint: 'such as {"vus": 10, "duration": "30s"}' }] };
  }
  const byKey = new Map(flags.map((flag) => [scenarioKey(flag), flag]));
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (name === '$schema') continue;
    const place = where(key.range[0]);
    const flag = byKey.get(name);
    if (flag === undefined) {
      problems.push(unknownKey(place, name, [...byKey.keys()]));
      continue;
    }
    const texts = flagTexts(flag, value?.toJS(document));
    if ('expected' in texts) problems.push({ what: `${place}: ${name} is not ${texts.expected}` });
    else if (texts.length > 0) values.set(flag.name, texts);
  }
  return { values, problems };
};

const unknownKey = (place: string, name: string, keys: readonly string[]) => {
  const near = closest(name, keys);
  const hint = near === undefined ? `one of ${keys.join(', ')}` : `did you mean ${near}?`;
  return { what: `${place}: unknown key ${JSON.stringify(name)}`, hint };
};
