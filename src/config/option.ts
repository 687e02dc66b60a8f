import { formatCount } from '../core/format-count.ts';
import type { Facets, JsonSchema, Option, Place } from './declaration.ts';
import { formatDuration, parseDurationMs } from './duration.ts';

type Parse<T> = (text: string) => T | undefined | Promise<T | undefined>;

type Default<D> = { readonly default?: D | ((place: Place) => D) };

const made = <T, D>(
  spec: Facets & Default<D>,
  type: Pick<Option, 'placeholder' | 'expected' | 'schema'> & {
    readonly kind?: Option['kind'];
    readonly limits?: string;
    readonly parse: Parse<T>;
    readonly format?: (value: D) => string;
  },
): Option<T | D> => {
  const { default: fallback, ...facets } = spec;
  const { format = String, ...rest } = type;
  const fixed = typeof fallback === 'function' ? undefined : fallback;
  return {
    kind: 'value',
    ...rest,
    ...facets,
    placeholder: facets.placeholder ?? rest.placeholder,
    absent: (place) => (isFunction(fallback) ? fallback(place) : (fallback as D)),
    ...(fixed !== undefined && { shown: format(fixed) }),
  };
};

const isFunction = <D>(value: Default<D>['default']): value is (place: Place) => D =>
  typeof value === 'function';

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Off where nothing says otherwise; one that is on by default is turned off by `--no-NAME`. */
const onOff = (spec: Facets & { readonly default?: boolean }): Option<boolean> => {
  const { default: on = false, ...facets } = spec;
  return {
    ...facets,
    kind: 'switch',
    placeholder: '',
    expected: 'true or false',
    schema: { type: 'boolean' },
    absent: () => on,
    negative: on,
    parse: (text) =>
      /^(true|1|yes)$/i.test(text) ? true : /^(false|0|no)$/i.test(text) ? false : undefined,
  };
};

/** A whole number within bounds. */
const count = <D extends number | undefined = undefined>(
  spec: Facets & Default<D> & Bounds,
): Option<number | D> => {
  const { min, max, ...facets } = spec;
  return made<number, D>(facets, {
    placeholder: 'n',
    expected: `a whole number from ${min} to ${max}`,
    limits: `${formatCount(min)} to ${formatCount(max)}`,
    schema: { type: 'integer', minimum: min, maximum: max },
    parse: (text) => within(/^\d{1,16}$/.test(text) ? Number(text) : Number.NaN, { min, max }),
  });
};

/** A decimal number within bounds, `above` itself left out. */
const number = <D extends number | undefined = undefined>(
  spec: Facets &
    Default<D> & { readonly above?: number; readonly min?: number; readonly max: number },
): Option<number | D> => {
  const { above, min = above ?? 0, max, ...facets } = spec;
  const from = above === undefined ? `from ${min} to ${max}` : `above ${above}, up to ${max}`;
  return made<number, D>(facets, {
    placeholder: 'n',
    expected: `a number ${from}`,
    limits: from.replace(/^from /, ''),
    schema: {
      type: ['number', 'string'],
      ...(above === undefined ? { minimum: min } : { exclusiveMinimum: above }),
      maximum: max,
    },
    parse: (text) => {
      const value = within(/^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN, { min, max });
      return value === above ? undefined : value;
    },
  });
};

/** Milliseconds, written as k6 and Go do. */
const duration = <D extends number | undefined = undefined>(
  spec: Facets & Default<D> & Bounds,
): Option<number | D> => {
  const { min, max, ...facets } = spec;
  const limits = `${formatDuration(min)} to ${formatDuration(max)}`;
  return made<number, D>(facets, {
    placeholder: 'duration',
    expected: `a duration such as 10s or 500ms, ${limits}`,
    limits,
    schema: { type: 'string', pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$' },
    parse: (text) => within(parseDurationMs(text) ?? Number.NaN, { min, max }),
    format: (value) => (value === undefined ? '' : formatDuration(value)),
  });
};

const within = (value: number, { min, max }: Bounds): number | undefined =>
  value >= min && value <= max ? value : undefined;

/** Any text but an empty one. */
const text = <D extends string | undefined = undefined>(
  spec: Facets & Default<D> & { readonly expected: string },
): Option<string | D> => {
  const { expected, ...facets } = spec;
  return made<string, D>(facets, {
    placeholder: 'name',
    expected,
    schema: { type: 'string', minLength: 1 },
    parse: (value) => (value === '' ? undefined : value),
  });
};

/** An http or https URL, as it was written. */
const url = <D extends string | undefined = undefined>(
  spec: Facets & Default<D>,
): Option<string | D> =>
  made<string, D>(spec, {
    placeholder: 'url',
    expected: 'an http or https URL',
    schema: { type: 'string', minLength: 1 },
    parse: (value) =>
      URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) ? value : undefined,
  });

/** One of some words. */
const choice = <const V extends string, D extends NoInfer<V> | undefined = undefined>(
  values: readonly V[],
  spec: Facets & Default<D> & { readonly noun: string },
): Option<V | D> => {
  const { noun, ...facets } = spec;
  const one = made<V, D>(facets, {
    placeholder: noun.split(' ').at(-1) ?? noun,
    expected: listed(values),
    schema: { enum: values },
    parse: (value) => values.find((known) => known === value),
  });
  return { ...one, noun, words: values };
};

/** `a, b or c` */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

interface Parsed<T> {
  readonly expected: string;
  readonly placeholder: string;
  readonly parse: Parse<T>;
  readonly limits?: string;
  readonly schema?: JsonSchema;
}

/** A grammar of its own. */
const parsed = <T, D extends T | undefined = undefined>(
  spec: Facets & Default<D> & Parsed<T>,
): Option<T | D> => {
  const { schema = { type: 'string', minLength: 1 }, ...rest } = spec;
  return made<T, D>(rest, { ...rest, schema });
};

/** May be given more than once. `schema` is of the whole list, as a file may hold it. */
const list = <T>(spec: Facets & Parsed<T> & Pick<Option, 'textsOf'>): Option<readonly T[]> => {
  const { schema, ...rest } = spec;
  const texts = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };
  return { ...rest, kind: 'list', schema: schema ?? texts, absent: () => [] };
};

export const option = { switch: onOff, count, number, duration, text, url, choice, parsed, list };
