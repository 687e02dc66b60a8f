import { closest } from '../../core/closest.ts';
import { type MetricKind, metricKinds } from '../record/metric-kinds.ts';
import type { ThresholdProblem } from './threshold.ts';

/** What thresholds may name: a key of a phase's metrics, taken apart. */
interface MeasurableMetric extends MetricKey {
  readonly key: string;
  readonly kind: MetricKind;
}

const measurable = (): readonly MeasurableMetric[] =>
  [...metricKinds].map(([key, kind]) => ({ key, kind, ...splitKey(key) }));

/** Reads `http_req_duration{start:warm,phase:warm}`; all that is wrong with it goes to `problems`. */
export const parseMetric = (
  text: string,
  problems: ThresholdProblem[],
): (MeasurableMetric & { readonly phase?: string }) | undefined => {
  const [, name, inside] = /^([^{}\s]+)\s*(?:\{([^{}]*)\})?$/.exec(text.trim()) ?? [];
  if (name === undefined) {
    const what = `${JSON.stringify(text.trim())} is not a metric, or one with {selector:value}`;
    problems.push({ what });
    return undefined;
  }
  const kinds = measurable();
  const mine = kinds.filter((one) => one.name === name);
  const before = problems.length;
  if (mine.length === 0)
    problems.push(
      unknownWord(
        'metric',
        name,
        names(kinds, (one) => one.name),
      ),
    );
  const { phase, ...selectors } = parseSelectors(inside, kinds, problems);
  const wanted = sorted(selectors);
  const found = mine.find((one) => sorted(one.selectors) === wanted);
  if (found !== undefined) {
    return { ...found, ...(phase !== undefined && { phase }) };
  }
  if (problems.length === before) {
    const what = `${name} is not measured ${wanted === '' ? 'as a whole' : `for {${wanted}}`}`;
    problems.push({ what, hint: `one of ${mine.map(({ key }) => key).join(', ')}` });
  }
  return undefined;
};

interface MetricKey {
  readonly name: string;
  readonly selectors: Readonly<Record<string, string>>;
}

const splitKey = (key: string): MetricKey => {
  const [, name = key, inside = ''] = /^([^{]*)\{(.*)\}$/.exec(key) ?? [];
  const pairs = inside === '' ? [] : inside.split(',').map((part) => part.split(':'));
  return { name, selectors: Object.fromEntries(pairs) };
};

const sorted = (selectors: MetricKey['selectors']): string =>
  Object.entries(selectors)
    .map(([selector, value]) => `${selector}:${value}`)
    .sort()
    .join(',');

const names = <T>(items: readonly T[], of: (item: T) => string): readonly string[] => [
  ...new Set(items.map(of)),
];

const parseSelectors = (
  inside: string | undefined,
  kinds: readonly MetricKey[],
  problems: ThresholdProblem[],
): Readonly<Record<string, string>> => {
  const selectors: Record<string, string> = {};
  const known = kinds.flatMap((kind) => Object.entries(kind.selectors));
  for (const part of inside?.split(',') ?? []) {
    const [selector = '', value = '', ...rest] = part.split(':').map((word) => word.trim());
    const values = names(
      known.filter(([name]) => name === selector),
      ([, each]) => each,
    );
    if (selector === '' || value === '' || rest.length > 0) {
      problems.push({ what: `${JSON.stringify(part.trim())} is not a selector:value` });
    } else if (selector !== 'phase' && values.length === 0) {
      const candidates = names(known, ([name]) => name);
      problems.push(unknownWord('selector', selector, [...candidates, 'phase']));
    } else if (selector !== 'phase' && !values.includes(value)) {
      problems.push(unknownWord(`value of ${selector}`, value, values));
    } else {
      selectors[selector] = value;
    }
  }
  return selectors;
};

export const unknownWord = (
  what: string,
  word: string,
  candidates: readonly string[],
): ThresholdProblem => {
  const near = closest(word, candidates);
  const hint = near === undefined ? `one of ${candidates.join(', ')}` : `did you mean ${near}?`;
  return { what: `unknown ${what} ${JSON.stringify(word)}`, hint };
};
