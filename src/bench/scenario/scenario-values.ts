import { isObject } from '../../core/json.ts';
import { isNegative, type ScenarioFlag, scenarioKey } from './scenario-keys.ts';

/** The texts that the command line would have held for a value; or in words what it should have been. */
export type FlagTexts = readonly string[] | { readonly expected: string };

/** Turns the value of a key into what its flag would have been given. */
export const flagTexts = (flag: ScenarioFlag, value: unknown): FlagTexts => {
  if (!flag.takesValue) return switchTexts(value, isNegative(flag));
  const structured = shapes.get(scenarioKey(flag));
  if (structured !== undefined) return structured(value);
  if (isScalar(value)) return [String(value)];
  if (!Array.isArray(value) || !value.every(isScalar)) {
    return { expected: flag.repeatable ? 'a text or a list of texts' : 'a text or a number' };
  }
  return flag.repeatable ? value.map(String) : [value.join(',')];
};

const isScalar = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

const switchTexts = (value: unknown, negative: boolean): FlagTexts => {
  if (typeof value !== 'boolean') return { expected: 'true or false' };
  return value === negative ? [] : [''];
};

/** All items' texts, or the first thing that was expected of one. */
const each = <T>(items: readonly T[], read: (item: T) => FlagTexts): FlagTexts => {
  const texts: string[] = [];
  for (const item of items) {
    const one = read(item);
    if ('expected' in one) return one;
    texts.push(...one);
  }
  return texts;
};

const stageTexts = (value: unknown): FlagTexts => {
  const expected = 'a list of {duration: 10s, target: 50}';
  if (!Array.isArray(value)) return { expected };
  return each(value, (stage) => {
    if (typeof stage === 'string') return [stage];
    if (!isObject(stage) || Object.keys(stage).length !== 2) return { expected };
    const { duration, target } = stage;
    return isScalar(duration) && isScalar(target) ? [`${duration}:${target}`] : { expected };
  });
};

const headerTexts = (value: unknown): FlagTexts => {
  const expected = 'a map of texts, or a list of "name: value"';
  const texts = isObject(value)
    ? Object.entries(value).map(([name, text]) => (isScalar(text) ? `${name}: ${text}` : undefined))
    : value;
  if (!Array.isArray(texts)) return { expected };
  return each(texts, (text) => (typeof text === 'string' ? [text] : { expected }));
};

/** k6's shape: a metric, and one or more expressions, each a text or an object with options. */
const thresholdTexts = (value: unknown): FlagTexts => {
  const expected = 'a map of metrics to expressions, or a list of "metric: expression"';
  if (Array.isArray(value)) {
    return each(value, (text) => (typeof text === 'string' ? [text] : { expected }));
  }
  if (!isObject(value)) return { expected };
  return each(Object.entries(value), ([metric, conditions]) => {
    const list: readonly unknown[] = Array.isArray(conditions) ? conditions : [conditions];
    return each(list, (condition) => conditionTexts(metric, condition));
  });
};

const conditionTexts = (metric: string, condition: unknown): FlagTexts => {
  if (typeof condition === 'string') return [`${metric}: ${condition}`];
  const expected = '{threshold: expression, abortOnFail: true, delayAbortEval: 10s}';
  if (!isObject(condition)) return { expected };
  const { threshold, abortOnFail = false, delayAbortEval, ...unknown } = condition;
  if (typeof threshold !== 'string' || typeof abortOnFail !== 'boolean') return { expected };
  if (Object.keys(unknown).length > 0) return { expected };
  if (delayAbortEval !== undefined && typeof delayAbortEval !== 'string') return { expected };
  const options = [
    ...(abortOnFail ? ['abortOnFail'] : []),
    ...(delayAbortEval === undefined ? [] : [`delayAbortEval=${delayAbortEval}`]),
  ];
  return [[`${metric}: ${threshold}`, ...options].join(' ')];
};

const shapes: ReadonlyMap<string, (value: unknown) => FlagTexts> = new Map([
  ['stages', stageTexts],
  ['headers', headerTexts],
  ['thresholds', thresholdTexts],
]);
