import type { EnvironmentVariables } from '../process/io.ts';

/** The headings of a help page, in their order. */
export const helpGroups = [
  'Options',
  'Target',
  'Load',
  'Requests',
  'Cold and warm',
  'Local Lambda',
  'Duet',
  'Event',
  'Verdict',
  'Output',
  'Safety',
  'AWS and network',
] as const;
type HelpGroup = (typeof helpGroups)[number];

/** What defaults may depend on. */
export interface Place {
  readonly env: EnvironmentVariables;
  readonly home: string;
  readonly platform: string;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a declaration says beside its type. Its name is its key: `maxVus` is the flag `--max-vus`. */
export interface Facets {
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
  /** A list whose values stand behind one flag: `--duet A B`. */
  readonly variadic?: boolean;
  /** What it is called where it may also be given as the argument of the command. */
  readonly positional?: string;
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
  /** Those words. */
  readonly words?: readonly string[];
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
