/**
 * The members of a JSON object as they are written, so that a number keeps all its digits where JSON.parse would
 * round it to a double. The text must be a JSON object; check that with JSON.parse first.
 */
export const memberSources = (objectText: string): ReadonlyMap<string, string> => {
  const members = new Map<string, string>();
  let depth = 0;
  let start = objectText.indexOf('{') + 1;
  for (const { 0: token, index } of objectText.matchAll(tokens)) {
    if (depth === 1 && (token === ',' || token === '}')) {
      addMember(members, objectText.slice(start, index));
      start = index + 1;
    }
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
  }
  return members;
};

/** Whole strings, so that nothing within them counts, and the marks that part members. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

const addMember = (members: Map<string, string>, source: string): void => {
  const [whole, key] = /^\s*("(?:[^"\\]|\\.)*")\s*:/.exec(source) ?? [];
  if (whole === undefined || key === undefined) return;
  members.set(JSON.parse(key), source.slice(whole.length).trim());
};
