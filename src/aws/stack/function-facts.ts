import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type GetFunctionConfigurationCommandOutput,
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
} from '@aws-sdk/client-lambda';
import { undefinedIf } from '../../core/error.ts';
import { publicActions } from '../../core/stack/function-policy.ts';
import {
  type ConcurrencyFacts,
  type FunctionFacts,
  type FunctionTraits,
  resourceVariables,
  type UrlFacts,
} from '../../core/stack/stack-facts.ts';
import type { AwsClients } from '../client/clients.ts';
import { openLambdaCalls } from './lambda-calls.ts';

export const functionFacts = async (
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<FunctionFacts> => {
  const { client, call } = await openLambdaCalls(clients, name, signal);
  const found = await call('GetFunctionConfiguration', (abortSignal) =>
    client.send(new GetFunctionConfigurationCommand({ FunctionName: name }), { abortSignal }),
  );
  const variables = found.Environment?.Variables ?? {};
  return {
    name,
    memoryMb: found.MemorySize,
    timeoutS: found.Timeout,
    runtime: found.Runtime ?? found.PackageType,
    // Functions from before there was a choice do not say.
    architecture: found.Architectures?.[0] ?? 'x86_64',
    logGroup: found.LoggingConfig?.LogGroup,
    version: found.Version,
    codeSha256: found.CodeSha256,
    state: found.State,
    lastUpdate: found.LastUpdateStatus,
    environmentNames: Object.keys(variables).sort(),
    environment: Object.fromEntries(
      resourceVariables.flatMap((key) => {
        const value = variables[key];
        return value === undefined ? [] : [[key, value]];
      }),
    ),
    lastModified: found.LastModified,
    traits: traitsOf(found),
  };
};

const traitsOf = (found: GetFunctionConfigurationCommandOutput): FunctionTraits => {
  const instances = found.CapacityProviderConfig?.LambdaManagedInstancesCapacityProviderConfig;
  return {
    snapStart: (found.SnapStart?.ApplyOn ?? 'None') !== 'None',
    vpcSubnets: found.VpcConfig?.SubnetIds?.length ?? 0,
    layers: found.Layers?.length ?? 0,
    capacityProvider: instances?.CapacityProviderArn ?? null,
    requestsPerEnvironment: instances?.PerExecutionEnvironmentMaxConcurrency ?? null,
    durable: found.DurableConfig !== undefined,
  };
};

/** undefined where the function has no URL. */
export const urlFacts = async (
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Omit<UrlFacts, 'publicActions'> | undefined> => {
  const { client, call } = await openLambdaCalls(clients, name, signal);
  const found = await call('GetFunctionUrlConfig', (abortSignal) =>
    client.send(new GetFunctionUrlConfigCommand({ FunctionName: name }), { abortSignal }),
  ).catch(undefinedIf('not_found'));
  return found && { url: found.FunctionUrl, authType: found.AuthType };
};

/** The actions that the function's policy allows everybody; a function without a policy allows none. */
export const policyFacts = async (
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> => {
  const { client, call } = await openLambdaCalls(clients, name, signal);
  const found = await call('GetPolicy', (abortSignal) =>
    client.send(new GetPolicyCommand({ FunctionName: name }), { abortSignal }),
  ).catch(undefinedIf('not_found'));
  return publicActions(found?.Policy ?? '');
};

export const concurrencyFacts = async (
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<ConcurrencyFacts> => {
  const { client, call } = await openLambdaCalls(clients, name, signal);
  const [own, account] = await Promise.all([
    call('GetFunctionConcurrency', (abortSignal) =>
      client.send(new GetFunctionConcurrencyCommand({ FunctionName: name }), { abortSignal }),
    ),
    call('GetAccountSettings', (abortSignal) =>
      client.send(new GetAccountSettingsCommand({}), { abortSignal }),
    ),
  ]);
  return {
    reserved: own.ReservedConcurrentExecutions,
    accountLimit: account.AccountLimit?.ConcurrentExecutions,
    unreserved: account.AccountLimit?.UnreservedConcurrentExecutions,
  };
};
