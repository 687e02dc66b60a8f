/**
 * The members of a JSON object as text, so that a number keeps all its digits (JSON.parse rounds it to a double). The
 * text must be a JSON object; check with JSON.parse first.
 */
export const memberSources = (objectText: string): ReadonlyMap<string, string> => {
  const members = new Map<string, string>();
  for (const part of partsOf(objectText)) addMember(members, part);
  return members;
};

/** The items of a JSON array as text, likewise. */
export const itemSources = (arrayText: string): readonly string[] =>
  partsOf(arrayText).flatMap((part) => part.trim() || []);

/** What stands between the commas of an object or array. */
const partsOf = (text: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let start = text.search(/[{[]/) + 1;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (depth === 1 && /^[,}\]]$/.test(token)) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
  }
  return parts;
};

/** Strings, so that nothing inside them counts, and punctuation. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

const addMember = (members: Map<string, string>, source: string): void => {
  const [whole, key] = /^\s*("(?:[^"\\]|\\.)*")\s*:/.exec(source) ?? [];
  if (whole === undefined || key === undefined) return;
  members.set(JSON.parse(key), source.slice(whole.length).trim());
};
