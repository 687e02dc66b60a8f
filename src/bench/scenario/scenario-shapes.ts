import { isObject, isScalar } from '../../core/json.ts';

/** How a list of a scenario file may also be written, as the texts that the command line would hold, with its schema. */
interface Shape {
  readonly textsOf: (value: unknown) => readonly string[] | undefined;
  readonly schema: Readonly<Record<string, unknown>>;
}

type Texts = readonly string[] | undefined;

/** All items' texts, none where one of them has another shape. */
const each = <T>(items: readonly T[], read: (item: T) => Texts): Texts => {
  const texts = items.map(read);
  return texts.some((one) => one === undefined) ? undefined : texts.flatMap((one) => one ?? []);
};

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const duration = { type: 'string', pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$' };

/** `[{duration: 10s, target: 50}, 5s:0]` */
export const stageShape: Shape = {
  textsOf: (value) => {
    if (!Array.isArray(value)) return undefined;
    return each(value, (stage) => {
      if (typeof stage === 'string') return [stage];
      if (!isObject(stage) || Object.keys(stage).length !== 2) return undefined;
      const { duration: lasting, target } = stage;
      return isScalar(lasting) && isScalar(target) ? [`${lasting}:${target}`] : undefined;
    });
  },
  schema: {
    type: 'array',
    minItems: 1,
    items: {
      anyOf: [
        text,
        {
          type: 'object',
          additionalProperties: false,
          required: ['duration', 'target'],
          properties: { duration, target: { type: ['number', 'string'] } },
        },
      ],
    },
  },
};

/** `{x-team: images}` */
export const headerShape: Shape = {
  textsOf: (value) =>
    isObject(value)
      ? each(Object.entries(value), ([name, held]) =>
          isScalar(held) ? [`${name}: ${held}`] : undefined,
        )
      : undefined,
  schema: {
    anyOf: [{ type: 'object', additionalProperties: { type: ['string', 'number'] } }, texts],
  },
};

const condition = {
  anyOf: [
    text,
    {
      type: 'object',
      additionalProperties: false,
      required: ['threshold'],
      properties: { threshold: text, abortOnFail: { type: 'boolean' }, delayAbortEval: duration },
    },
  ],
};

/** k6's: a metric, and one or more expressions, each a text or an object with options. */
export const thresholdShape: Shape = {
  textsOf: (value) =>
    isObject(value)
      ? each(Object.entries(value), ([metric, conditions]) => {
          const list: readonly unknown[] = Array.isArray(conditions) ? conditions : [conditions];
          return each(list, (one) => conditionTexts(metric, one));
        })
      : undefined,
  schema: {
    anyOf: [
      texts,
      {
        type: 'object',
        additionalProperties: { anyOf: [...condition.anyOf, { type: 'array', items: condition }] },
      },
    ],
  },
};

const conditionTexts = (metric: string, one: unknown): Texts => {
  if (typeof one === 'string') return [`${metric}: ${one}`];
  if (!isObject(one)) return undefined;
  const { threshold, abortOnFail = false, delayAbortEval, ...unknown } = one;
  if (typeof threshold !== 'string' || typeof abortOnFail !== 'boolean') return undefined;
  if (Object.keys(unknown).length > 0) return undefined;
  if (delayAbortEval !== undefined && typeof delayAbortEval !== 'string') return undefined;
  const options = [
    ...(abortOnFail ? ['abortOnFail'] : []),
    ...(delayAbortEval === undefined ? [] : [`delayAbortEval=${delayAbortEval}`]),
  ];
  return [[`${metric}: ${threshold}`, ...options].join(' ')];
};
