import { parseSource, type Source } from '../core/service/source.ts';
import type { Environment } from '../process/io.ts';
import { type DurationMs, parseDurationMs } from './duration.ts';

/** Where a value came from, from strongest to weakest. */
export type ValueOrigin =
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'default' };

export interface Setting<T> {
  readonly value: T;
  readonly origin: ValueOrigin;
}

/** What a setting is: its names at each level, and how its text is read. */
export interface SettingSpec<T> {
  readonly flag: string;
  readonly env: string;
  readonly expected: string;
  /** The value, or undefined when the text is not one. Booleans and numbers of a file arrive as their text. */
  readonly parse: (text: string) => T | undefined;
  readonly default: (place: Place) => T;
}

/** What defaults may depend on. */
export interface Place {
  readonly env: Environment;
  readonly home: string;
  readonly platform: string;
}

const text = (value: string): string | undefined => (value === '' ? undefined : value);

const httpUrl = (value: string): string | undefined =>
  URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) ? value : undefined;

const bool = (value: string): boolean | undefined =>
  /^(true|1|yes)$/i.test(value) ? true : /^(false|0|no)$/i.test(value) ? false : undefined;

const named = <T>(name: string, spec: Omit<SettingSpec<T>, 'flag' | 'env'>): SettingSpec<T> => ({
  flag: `--${name}`,
  env: `FIBIMG_${name.replaceAll('-', '_').toUpperCase()}`,
  ...spec,
});

const optionalText = (name: string, expected: string): SettingSpec<string | undefined> =>
  named(name, { expected, parse: text, default: () => undefined });

/** Every setting, in the order in which `fibimg config` prints them. */
export const settingSpecs = {
  dataDir: named<string>('data-dir', {
    expected: 'a directory',
    parse: text,
    default: (place) => defaultDataDir(place),
  }),
  source: named<Source>('source', {
    expected: 'auto, picsum, generated or a directory such as ./pictures',
    parse: parseSource,
    default: () => 'auto',
  }),
  originUrl: named<string>('origin-url', {
    expected: 'the http or https address of picsum.photos or its like',
    parse: httpUrl,
    default: () => 'https://picsum.photos',
  }),
  timeout: named<DurationMs>('timeout', {
    expected: 'a duration, such as 10s or 500ms',
    parse: parseDurationMs,
    default: () => 28_000,
  }),
  ca: optionalText('ca', 'a PEM file'),
  insecure: named<boolean>('insecure', {
    expected: 'true or false',
    parse: bool,
    default: () => false,
  }),
  stack: optionalText('stack', 'the name of a CloudFormation stack'),
  url: named<string | undefined>('url', {
    expected: 'an http or https URL',
    parse: httpUrl,
    default: () => undefined,
  }),
  function: optionalText('function', "a function's name or ARN"),
  table: optionalText('table', "a table's name"),
  bucket: optionalText('bucket', "a bucket's name"),
  profile: optionalText('profile', 'a profile of the AWS configuration'),
  region: optionalText('region', 'an AWS region'),
  endpointUrl: named<string | undefined>('endpoint-url', {
    expected: 'an http or https URL',
    parse: httpUrl,
    default: () => undefined,
  }),
} as const;

export type SettingKey = keyof typeof settingSpecs;

type ValueOf<K extends SettingKey> =
  (typeof settingSpecs)[K] extends SettingSpec<infer T> ? T : never;

/** Every effective value, with its origin. */
export type Settings = { readonly [K in SettingKey]: Setting<ValueOf<K>> };

/** The XDG base directory for data (freedesktop.org), or its equal on Windows. */
const defaultDataDir = ({ env, home, platform }: Place): string => {
  if (platform === 'win32') return `${env['LOCALAPPDATA'] ?? `${home}\\AppData\\Local`}\\fibimg`;
  return `${env['XDG_DATA_HOME'] || `${home}/.local/share`}/fibimg`;
};

/** The user's own configuration file (XDG, or %APPDATA%). */
export const userFile = ({ env, home, platform }: Place): string => {
  if (platform === 'win32') {
    return `${env['APPDATA'] ?? `${home}\\AppData\\Roaming`}\\fibimg\\config.json`;
  }
  return `${env['XDG_CONFIG_HOME'] || `${home}/.config`}/fibimg/config.json`;
};
