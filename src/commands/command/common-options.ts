import type { ValueOf } from '../../config/declaration.ts';
import { option } from '../../config/option.ts';
import type { Problems } from '../../config/problems.ts';
import { settingOptions } from '../../config/settings.ts';
import { parseShare } from '../../config/share.ts';
import { maxPixels, minPixels, parsePixels } from '../../core/service/pixels.ts';

const { dataDir, stack, table, bucket, profile, region, endpointUrl } = settingOptions;
const { awsTimeout, originTimeout, originUrl, source, ca, insecure } = settingOptions;

/** Where a command acts; without any of these, the embedded store. */
export const storeTarget = { dataDir, stack, table, bucket } as const;

/** Of the commands that write to a stack. */
export const allowForeignStack = option.switch({
  group: 'Safety',
  help: 'write to a stack although neither its tag nor its shape says that it is ours',
});

/** Of the commands that lock a stack. */
export const breakLock = option.switch({
  group: 'Safety',
  help: "break another run's lock on the stack",
});

/** How AWS is reached; what is not given follows the SDK's own chain. */
export const awsOptions = { profile, region, endpointUrl, awsTimeout } as const;

/** Where missing images come from. */
export const originOptions = { source, originUrl, originTimeout } as const;

/** Whom to trust, for whatever is reached by TLS. */
export const trustOptions = { ca, insecure } as const;

/** An integer that the service takes. */
export const pixels = {
  placeholder: 'n',
  expected: `a plain whole number from ${minPixels} to ${maxPixels}`,
  limits: `${minPixels} to ${maxPixels}`,
  parse: parsePixels,
  schema: { type: 'integer', minimum: minPixels, maximum: maxPixels },
} as const;

/** Of what costs money. */
export const pricesOption = option.text({
  help: 'JSON file of prices to use in place of those built in',
  placeholder: 'file',
  expected: 'a file',
});

/** Of those who write to a store or read it item by item. */
export const concurrencyOption = option.count({
  help: 'how many at once',
  min: 1,
  max: 64,
  default: 8,
});

export const authOption = option.choice(['none', 'iam'], {
  group: 'Requests',
  help: 'none, or iam to sign requests to a URL',
  noun: 'kind of signing',
  placeholder: 'type',
  default: 'none',
});

/** Of what prints a result that a pipeline reads. */
export const outputFormat = option.choice(['text', 'json', 'md', 'junit', 'csv'], {
  group: 'Output',
  noun: 'format',
  help: 'text, json, md (Markdown), junit (XML) or csv',
  otherwise: 'text; json with --json',
  scenario: false,
});

export type OutputFormat = NonNullable<ValueOf<typeof outputFormat>>;

/** What was asked for by `--format` and `--json`, which may say the same. */
export const formatOf = (
  { format, json }: { readonly format: OutputFormat | undefined; readonly json: boolean },
  problems: Problems,
): OutputFormat => {
  if (json && format !== undefined && format !== 'json') {
    problems.add(`--json and --format ${format} exclude each other`, 'give one');
  }
  return json ? 'json' : (format ?? 'text');
};

export const defaultEnvironments = 10;
export const defaultMemoryMb = 1024;
export const defaultIdleMs = 300_000;
export const largestSeed = 2 ** 31 - 1;

export const environmentBounds = { min: 1, max: 1000 } as const;

/** Above this many a local target wants more of a machine than people expect. */
export const manyEnvironments = 50;

/** What the local Lambda is like, wherever it runs. */
export const lambdaOptions = {
  concurrency: option.count({
    group: 'Local Lambda',
    help: 'environments at once; further requests are answered 429',
    ...environmentBounds,
    default: defaultEnvironments,
  }),
  memory: option.count({
    group: 'Local Lambda',
    help: 'memory size to report, in MB',
    placeholder: 'mb',
    min: 128,
    max: 10_240,
    default: defaultMemoryMb,
  }),
  functionTimeout: settingOptions.functionTimeout,
  idle: option.duration({
    group: 'Local Lambda',
    help: 'end an environment that had no work for this long',
    min: 1,
    max: 86_400_000,
    default: defaultIdleMs,
  }),
  originLatency: option.duration({
    group: 'Local Lambda',
    help: 'how long its built-in image origin takes',
    min: 0,
    max: 900_000,
    default: 0,
  }),
  originFailures: option.number({
    group: 'Local Lambda',
    help: 'how many of its images fail',
    placeholder: 'rate',
    min: 0,
    max: 1,
    default: 0,
  }),
} as const;

/** Of the local Lambda's asynchronous events. */
export const deliveryOptions = {
  eventRetryDelay: option.duration({
    group: 'Event',
    help: 'before an event is tried again; the second wait is twice as long, and after 360 times as long it is too old',
    min: 1,
    max: 3_600_000,
    default: 60_000,
  }),
  duplicateEvents: option.parsed<number, number>({
    group: 'Event',
    help: 'deliver so many of the events twice',
    placeholder: 'share',
    expected: 'a share such as 1%, or 0.01',
    limits: '0% to 100%',
    parse: parseShare,
    default: 0,
  }),
} as const;
