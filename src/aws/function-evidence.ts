import {
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { FibimgError } from '../core/error.ts';
import {
  candidateFunctions,
  type FunctionEvidence,
  pickResources,
} from '../core/pick-resources.ts';
import type { StackResource } from '../core/stack.ts';
import { callAws } from './call.ts';
import type { AwsClients } from './clients.ts';

/** A stack with more functions than this is not one that an environment variable can explain. */
const mostFunctions = 20;

/**
 * What Lambda tells of a stack's functions, asked only where the resources leave something open; so that
 * reading a table needs no permission on functions.
 */
export const functionEvidence = async (
  clients: AwsClients,
  parts: {
    readonly resources: readonly StackResource[];
    readonly outputs: Readonly<Record<string, string>>;
  },
  signal: AbortSignal | undefined,
): Promise<readonly FunctionEvidence[]> => {
  const { functionName, functionUrl, table, bucket } = pickResources(parts);
  const has = (type: RegExp) => parts.resources.some((resource) => type.test(resource.type));
  const settled =
    (functionName !== undefined || candidateFunctions(parts.resources).length === 0) &&
    (functionUrl !== undefined || !has(/^AWS::Lambda::Url$/)) &&
    (table !== undefined || !has(/^AWS::DynamoDB::/)) &&
    (bucket !== undefined || !has(/^AWS::S3::Bucket$/));
  if (settled) return [];
  const names = functionName === undefined ? candidateFunctions(parts.resources) : [functionName];
  return Promise.all(
    names.slice(0, mostFunctions).map((name) => evidenceOf(clients, name, signal)),
  );
};

const evidenceOf = async (
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<FunctionEvidence> => {
  const client = await clients.lambda();
  const call = <T>(operation: string, run: (signal: AbortSignal) => Promise<T>) =>
    callAws(
      { service: 'Lambda', operation, resource: `function ${name}` },
      clients.options.timeoutMs,
      signal,
      run,
    ).catch(undefinedWhenHidden);
  const [configuration, url] = await Promise.all([
    call('GetFunctionConfiguration', (abortSignal) =>
      client.send(new GetFunctionConfigurationCommand({ FunctionName: name }), { abortSignal }),
    ),
    call('GetFunctionUrlConfig', (abortSignal) =>
      client.send(new GetFunctionUrlConfigCommand({ FunctionName: name }), { abortSignal }),
    ),
  ]);
  return {
    name,
    url: url?.FunctionUrl,
    environment: configuration?.Environment?.Variables ?? {},
  };
};

/** A function that is gone or that may not be looked at is no evidence, but no failure either. */
const undefinedWhenHidden = (thrown: unknown): undefined => {
  if (thrown instanceof FibimgError && /^(not_found|denied)$/.test(thrown.kind)) return undefined;
  throw thrown;
};
