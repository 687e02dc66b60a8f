import type { Environment } from '../process/io.ts';
import { formatDuration, parseDurationMs } from './duration.ts';

/** The headings of a help page, in their order. */
export const helpGroups = [
  'Options',
  'Target',
  'Load',
  'Requests',
  'Cold and warm',
  'Local Lambda',
  'Verdict',
  'Output',
  'Safety',
  'AWS and network',
] as const;
type HelpGroup = (typeof helpGroups)[number];

/** What defaults may depend on. */
export interface Place {
  readonly env: Environment;
  readonly home: string;
  readonly platform: string;
}

type JsonSchema = Readonly<Record<string, unknown>>;

/** What a declaration says beside its type. Its name is its key: `maxVus` is the flag `--max-vus`. */
interface Facets {
  /** One sentence in lower case, no full stop. */
  readonly help: string;
  /** `Options` when absent. */
  readonly group?: HelpGroup;
  /** One letter. */
  readonly short?: string;
  /** Another letter that means the same, for those who come from another tool. */
  readonly alsoShort?: string;
  /** The long flag without its dashes, where it is not the key in kebab case. */
  readonly flag?: string;
  /** What stands for the value in help, without its brackets. */
  readonly placeholder?: string;
  /** What holds without it, in words, where that is no fixed value. */
  readonly otherwise?: string;
  /** Whether a configuration file and a variable `FIBIMG_…` of its name may set it. */
  readonly setting?: boolean;
  /** Variables of other tools that set it as well, weaker than its own. */
  readonly variables?: readonly string[];
  /** Whether it may also be given as the argument of the command. */
  readonly positional?: boolean;
  /** Whether a scenario file may hold it; where not said, all may but those of the group Safety. */
  readonly scenario?: boolean;
  /** Of options that share this, one at most may be given; a stronger source's hides a weaker source's. */
  readonly oneOf?: string;
  /** Keys whose values of a weaker source no longer hold when this one is given. */
  readonly replaces?: readonly string[];
  /** The key whose value holds where this one is given nowhere. */
  readonly follows?: string;
}

/** One option, declared once: parser, help, configuration, scenario and schemas are derived from it. */
export interface Option<T = unknown> extends Facets {
  /** A list may be given more than once. */
  readonly kind: 'switch' | 'value' | 'list';
  readonly placeholder: string;
  /** Of one of some words: what they are called, such as `phase`. */
  readonly noun?: string;
  /** What a text must be, such as `a whole number from 1 to 64`. */
  readonly expected: string;
  /** Bounds, for help. */
  readonly limits?: string;
  /**
   * A value, undefined for a text that is none, or a thrown usage error that says why it is none. A promise where the
   * parser is loaded only when there is something to read.
   */
  readonly parse: (text: string) => unknown;
  readonly absent: (place: Place) => T;
  /** A switch that is on, so that its flag turns it off. */
  readonly negative?: boolean;
  /** The default as help shows it. */
  readonly shown?: string;
  /** Of its value in a file. */
  readonly schema: JsonSchema;
  /** A file's structured value as the texts that the command line would hold; undefined for another shape. */
  readonly textsOf?: (value: unknown) => readonly string[] | undefined;
}

export type Declarations = Readonly<Record<string, Option>>;

export type ValueOf<O> = O extends Option<infer T> ? T : never;

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
    limits: `${grouped(min)} to ${grouped(max)}`,
    schema: { type: 'integer', minimum: min, maximum: max },
    parse: (text) => within(/^\d{1,16}$/.test(text) ? Number(text) : Number.NaN, { min, max }),
  });
};

/** `10,000` */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

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
  return { ...one, noun };
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

const kebab = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The long flag of a key with its dashes: `--max-vus`, or `--no-check` for what is on by default. */
export const flagOf = (key: string, { flag, negative }: Option): string =>
  `--${negative ? 'no-' : ''}${flag ?? kebab(key)}`;

/** The variables that may set it, strongest first. */
export const variablesOf = (
  key: string,
  { setting, variables = [] }: Option,
): readonly string[] => [
  ...(setting ? [`FIBIMG_${kebab(key).replaceAll('-', '_').toUpperCase()}`] : []),
  ...variables,
];

/** Whether a scenario file may hold it. */
export const isInScenario = ({ group, scenario = group !== 'Safety' }: Option): boolean => scenario;
