import { option } from '../../config/option.ts';
import { settingOptions } from '../../config/settings.ts';
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
