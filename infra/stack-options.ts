import { FibimgError } from '../src/core/error.ts';

/** What the context switches (`-c NAME=VALUE`) say of a stack. */
export interface StackOptions {
  /** `original`: the names, shape, capacity and grants of the stack that the original deploys. */
  readonly parity: 'none' | 'original';
  readonly billing: 'on-demand' | 'provisioned';
  readonly urlAuth: 'none' | 'iam';
  readonly memoryMb: number;
  readonly arch: 'arm64' | 'x86_64';
  readonly timeoutSeconds: number;
  readonly reservedConcurrency: number | undefined;
  readonly images: 'on' | 'off';
}

/** Looks one switch up, as CDK's `tryGetContext` does: text from the command line, any JSON from cdk.json. */
export type ReadContext = (name: string) => unknown;

/** Every switch with its default; those of a stack like the original's are the original's own. */
export const readStackOptions = (read: ReadContext): StackOptions => {
  const parity = choice(read, 'parity', ['none', 'original']);
  const original = parity === 'original';
  return {
    parity,
    billing: choice(
      read,
      'billing',
      original ? ['provisioned', 'on-demand'] : ['on-demand', 'provisioned'],
    ),
    urlAuth: choice(read, 'urlAuth', ['none', 'iam']),
    memoryMb: wholeNumber(read, 'memory', 128, 10_240) ?? 1024,
    arch: choice(read, 'arch', original ? ['x86_64', 'arm64'] : ['arm64', 'x86_64']),
    timeoutSeconds: original ? 6 : 28,
    reservedConcurrency: wholeNumber(read, 'reservedConcurrency', 0, 1_000_000),
    images: choice(read, 'images', ['off', 'on']),
  };
};

/** One of the values, of which the first is the default. */
const choice = <const T extends string>(
  read: ReadContext,
  name: string,
  values: readonly [T, ...T[]],
): T => {
  const given = read(name) ?? values[0];
  const value = values.find((candidate) => candidate === given);
  if (value !== undefined) return value;
  throw new FibimgError('config', `-c ${name}=${given}: must be ${values.join(' or ')}`);
};

const wholeNumber = (
  read: ReadContext,
  name: string,
  least: number,
  most: number,
): number | undefined => {
  const given = read(name) ?? undefined;
  if (given === undefined) return undefined;
  const value = Number(given);
  if (/^\d+$/.test(String(given)) && value >= least && value <= most) return value;
  const range = `from ${least} to ${most}`;
  throw new FibimgError('config', `-c ${name}=${given}: must be a whole number ${range}`);
};
