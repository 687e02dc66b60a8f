import { parseSource, type Source } from '../core/service/source.ts';
import type { Place, ValueOf } from './declaration.ts';
import { option } from './option.ts';

/** Where a value came from, from strongest to weakest. */
export type ValueOrigin =
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'scenario'; readonly path: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'default' };

export interface Setting<T> {
  readonly value: T;
  readonly origin: ValueOrigin;
}

/** The XDG base directory for data (freedesktop.org), or its equal on Windows. */
const defaultDataDir = ({ env, home, platform }: Place): string => {
  if (platform === 'win32') return `${env['LOCALAPPDATA'] ?? `${home}\\AppData\\Local`}\\fibimg`;
  return `${env['XDG_DATA_HOME'] || `${home}/.local/share`}/fibimg`;
};

const setting = true;
const target = { setting, group: 'Target' } as const;
const network = { setting, group: 'AWS and network' } as const;

/** The original function's. */
const defaultFunctionTimeoutMs = 28_000;
/** Longer than the function's, whose time-out is then seen as the function's error. */
const defaultTimeoutMs = 30_000;

/** No timer counts further than 24 days, and nobody waits for an hour. */
const timeout = { ...network, min: 1, max: 3_600_000 } as const;

/** What configuration files and variables may set, in the order in which `fibimg config` prints it. */
export const settingOptions = {
  dataDir: option.text({
    ...target,
    help: 'directory of the embedded store',
    placeholder: 'dir',
    expected: 'a directory',
    default: defaultDataDir,
    otherwise: '~/.local/share/fibimg',
    scenario: false,
  }),
  source: option.parsed<Source, 'auto'>({
    setting,
    group: 'Target',
    help: 'where a missing image comes from: auto (picsum, generated when offline), picsum, generated or a directory of N.jpg',
    placeholder: 'source',
    expected: 'auto, picsum, generated or a directory such as ./pictures',
    parse: parseSource,
    default: 'auto',
  }),
  originUrl: option.url({
    ...network,
    help: 'where picsum images are asked for',
    default: 'https://picsum.photos',
  }),
  timeout: option.duration({
    ...timeout,
    help: 'give up on a request after this long',
    default: defaultTimeoutMs,
  }),
  functionTimeout: option.duration({
    ...timeout,
    group: 'Local Lambda',
    max: 900_000,
    help: 'time-out of an invocation of the local Lambda',
    default: defaultFunctionTimeoutMs,
  }),
  awsTimeout: option.duration({
    ...timeout,
    help: 'give up on one call of AWS after this long, its retries included',
    default: defaultTimeoutMs,
    follows: 'timeout',
    otherwise: 'that of --timeout',
  }),
  originTimeout: option.duration({
    ...timeout,
    help: 'give up on the image origin after this long',
    default: defaultTimeoutMs,
    follows: 'timeout',
    otherwise: 'that of --timeout',
  }),
  throttlePatience: option.duration({
    ...timeout,
    min: 0,
    help: 'how long a service may go on throttling before that is an error',
    default: defaultTimeoutMs,
    follows: 'timeout',
    otherwise: 'that of --timeout',
  }),
  ca: option.text({
    ...network,
    help: 'PEM file of further certificate authorities',
    placeholder: 'file',
    expected: 'a PEM file',
  }),
  insecure: option.switch({ ...network, help: 'do not verify TLS certificates' }),
  stack: option.text({
    ...target,
    help: 'a deployed CloudFormation stack',
    expected: 'the name of a CloudFormation stack',
  }),
  url: option.url({ ...target, help: "a deployed function's URL" }),
  function: option.text({
    ...target,
    help: 'a function by its name or ARN',
    expected: "a function's name or ARN",
  }),
  table: option.text({
    ...target,
    help: 'a DynamoDB table, with --bucket',
    expected: "a table's name",
    scenario: false,
  }),
  bucket: option.text({
    ...target,
    help: 'an S3 bucket, with --table',
    expected: "a bucket's name",
    scenario: false,
  }),
  profile: option.text({
    ...network,
    help: 'profile of the AWS configuration',
    expected: 'a profile of the AWS configuration',
    variables: ['AWS_PROFILE'],
  }),
  region: option.text({
    ...network,
    help: 'AWS region',
    expected: 'an AWS region',
    variables: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  }),
  endpointUrl: option.url({
    ...network,
    help: 'endpoint to use in place of AWS',
    variables: ['AWS_ENDPOINT_URL'],
  }),
} as const;

export type SettingKey = keyof typeof settingOptions;

export const settingKeys = Object.keys(settingOptions) as readonly SettingKey[];

/** Every effective value, with its origin. */
export type Settings = {
  readonly [K in SettingKey]: Setting<ValueOf<(typeof settingOptions)[K]>>;
};

const everywhere = { scenario: false } as const;

/** Options of every command, before or after its name. */
export const globalOptions = {
  json: option.switch({ ...everywhere, help: 'print the result as JSON' }),
  quiet: option.switch({
    ...everywhere,
    short: 'q',
    help: 'print results and errors only',
    oneOf: 'verbosity',
  }),
  verbose: option.switch({
    ...everywhere,
    short: 'v',
    help: 'tell what, when and where on standard error',
    oneOf: 'verbosity',
  }),
  color: option.switch({
    ...everywhere,
    default: true,
    help: 'never use colour, as with NO_COLOR',
  }),
  input: option.switch({
    ...everywhere,
    default: true,
    help: 'never ask; a missing answer is an error',
  }),
} as const;

/** The user's own configuration file (XDG, or %APPDATA%). */
export const userFile = ({ env, home, platform }: Place): string => {
  if (platform === 'win32') {
    return `${env['APPDATA'] ?? `${home}\\AppData\\Roaming`}\\fibimg\\config.json`;
  }
  return `${env['XDG_CONFIG_HOME'] || `${home}/.config`}/fibimg/config.json`;
};
