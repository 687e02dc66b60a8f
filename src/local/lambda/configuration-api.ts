import { createHash } from 'node:crypto';
import { arch } from 'node:os';
import { isObject, parseJson } from '../../core/json.ts';
import type { Clock, Rng } from '../../core/service/ports.ts';
import { apiErrors } from './invoke-errors.ts';

interface ConfigurationOptions {
  readonly functionName: string;
  readonly functionArn: string;
  /** At first. */
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Every environment is of an older configuration from now on. */
  readonly onChange: () => void;
}

type Variables = Readonly<Record<string, string>>;

/** Lambda's own limit, measured as JSON. */
const mostVariableBytes = 4096;

/** A name that Lambda takes, and does not set itself. */
const ownName = /^(?!AWS_)[A-Za-z][A-Za-z0-9_]+$/;

/**
 * What can be read and changed of the local function as on AWS: its own variables, and its memory size, which is told
 * and not enforced. A change takes effect at once, and starts new environments.
 */
export const createConfiguration = (options: ConfigurationOptions) => {
  const { functionName, functionArn, clock, rng } = options;
  let variables: Variables | undefined;
  let { memoryMb } = options;
  let revisionId = rng.uuid();
  let modified = clock.now();
  const describe = (): Readonly<Record<string, unknown>> => ({
    ...{ FunctionName: functionName, FunctionArn: functionArn, Version: '$LATEST' },
    ...{ Runtime: 'nodejs20.x', Handler: 'index.handler', PackageType: 'Zip' },
    ...{ MemorySize: memoryMb, Timeout: Math.ceil(options.timeoutMs / 1000) },
    CodeSha256: createHash('sha256').update(functionName).digest('base64'),
    Architectures: [arch() === 'arm64' ? 'arm64' : 'x86_64'],
    ...(variables && { Environment: { Variables: variables } }),
    ...{ State: 'Active', LastUpdateStatus: 'Successful', RevisionId: revisionId },
    LastModified: modified.toISOString().replace('Z', '+0000'),
  });
  return {
    /** For the environments that start from now on. */
    variables: (): Variables => variables ?? {},
    /** Likewise. */
    memoryMb: (): number => memoryMb,
    describe,
    /** Throws an `ApiError` for what Lambda would refuse, and for what cannot be changed here. */
    update: (text: string): Readonly<Record<string, unknown>> => {
      const body = parseJson(text);
      if (!isObject(body)) throw apiErrors.invalid('The request body is not a JSON object');
      const { RevisionId, Environment, MemorySize, FunctionName: _, ...others } = body;
      const [other] = Object.keys(others).filter((key) => others[key] !== undefined);
      if (other !== undefined) throw apiErrors.invalid(`${other} cannot be changed here`);
      if (RevisionId !== undefined && RevisionId !== revisionId) throw apiErrors.outdated();
      if (Environment !== undefined) {
        const given = variablesIn(Environment);
        variables = Object.keys(given).length === 0 ? undefined : given;
      }
      if (MemorySize !== undefined) memoryMb = memorySizeIn(MemorySize);
      revisionId = rng.uuid();
      modified = clock.now();
      options.onChange();
      return describe();
    },
  };
};

export type FunctionConfiguration = ReturnType<typeof createConfiguration>;

const variablesIn = (environment: unknown): Variables => {
  const given = isObject(environment) ? (environment['Variables'] ?? {}) : undefined;
  if (!isVariables(given)) throw apiErrors.invalid('Environment.Variables is not a map of texts');
  const [reserved] = Object.keys(given).filter((name) => !ownName.test(name));
  if (reserved !== undefined) {
    throw apiErrors.invalid(`${reserved} is reserved, or no name of a variable`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(given));
  if (bytes <= mostVariableBytes) return given;
  throw apiErrors.invalid(`environment variables exceeded the 4KB limit: ${bytes} bytes`);
};

/** Lambda's own bounds. */
const memorySizeIn = (given: unknown): number => {
  if (Number.isInteger(given) && Number(given) >= 128 && Number(given) <= 10_240) {
    return Number(given);
  }
  throw apiErrors.invalid(`MemorySize ${String(given)} is not a whole number from 128 to 10240`);
};

const isVariables = (value: unknown): value is Variables =>
  isObject(value) && Object.values(value).every((one) => typeof one === 'string');
