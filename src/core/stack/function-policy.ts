import { isObject, type JsonObject, parseJson } from '../json.ts';

/**
 * The actions that a Lambda resource policy allows everybody through the function's URL without a signature. A
 * statement with other conditions (a source, an organisation) does not count.
 */
export const publicActions = (policy: string): readonly string[] => {
  const actions = new Set<string>();
  for (const statement of statementsIn(policy)) {
    if (statement['Effect'] !== 'Allow' || !isAnybody(statement['Principal'])) continue;
    if (!isMet(statement['Condition'])) continue;
    for (const action of listOf(statement['Action'])) {
      if (typeof action === 'string') actions.add(action);
    }
  }
  return [...actions];
};

/** What AWS asks of a public function URL since October 2025, of older ones since November 2026. */
const urlActions = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'] as const;

/** The needed actions that are not granted; wildcards count. */
export const missingUrlActions = (granted: readonly string[]): readonly string[] =>
  urlActions.filter(
    (needed) => !granted.some((action) => ['*', 'lambda:*', needed].includes(action)),
  );

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const statementsIn = (policy: string): readonly JsonObject[] => {
  const json = parseJson(policy);
  return isObject(json) ? listOf(json['Statement']).filter(isObject) : [];
};

const isAnybody = (principal: unknown): boolean =>
  isObject(principal) ? listOf(principal['AWS']).includes('*') : principal === '*';

/** Conditions that a plain request through the URL meets, by key. */
const fulfilled = new Map([
  ['lambda:FunctionUrlAuthType', 'NONE'],
  ['lambda:InvokedViaFunctionUrl', 'true'],
]);

const isMet = (condition: unknown): boolean => {
  if (condition === undefined) return true;
  if (!isObject(condition)) return false;
  return Object.values(condition).every(
    (test) =>
      isObject(test) &&
      Object.entries(test).every(([key, value]) =>
        listOf(value).some((wanted) => String(wanted) === fulfilled.get(key)),
      ),
  );
};
