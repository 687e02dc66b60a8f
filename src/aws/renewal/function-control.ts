import {
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  type GetFunctionConfigurationCommandOutput,
  ListProvisionedConcurrencyConfigsCommand,
  PublishVersionCommand,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { FunctionControl, FunctionState } from '../../core/renewal/function-control.ts';
import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';

/** Lambda's control plane for one function, by its name or ARN without a qualifier. */
export const createFunctionControl = async (
  clients: AwsClients,
  name: string,
): Promise<FunctionControl> => {
  const client = await clients.lambda();
  const call = <T>(
    operation: string,
    signal: AbortSignal | undefined,
    run: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> =>
    callAws(
      { service: 'Lambda', operation, resource: `function ${name}` },
      clients.options.timeoutMs,
      signal,
      (abortSignal) => run({ abortSignal }),
    );
  const ofFunction = { FunctionName: name };
  return {
    read: async (Qualifier, signal) =>
      stateOf(
        await call('GetFunctionConfiguration', signal, (options) =>
          client.send(
            new GetFunctionConfigurationCommand({ ...ofFunction, ...omitUndefined({ Qualifier }) }),
            options,
          ),
        ),
      ),
    update: async ({ variables, memoryMb: MemorySize, revisionId }, signal) => {
      const change = {
        ...{ Environment: { Variables: variables }, RevisionId: revisionId },
        ...omitUndefined({ MemorySize }),
      };
      const command = { ...ofFunction, ...change };
      await call('UpdateFunctionConfiguration', signal, (options) =>
        client.send(new UpdateFunctionConfigurationCommand(command), options),
      );
    },
    publish: async (Description, RevisionId, signal) => {
      const command = new PublishVersionCommand({ ...ofFunction, Description, RevisionId });
      const { Version } = await call('PublishVersion', signal, (options) =>
        client.send(command, options),
      );
      if (Version === undefined) throw new TypeError('a published version has a number');
      return Version;
    },
    versionsOf: (description) =>
      call('ListVersionsByFunction', undefined, async () => {
        const found: string[] = [];
        for await (const { Versions = [] } of paginateListVersionsByFunction(
          { client },
          ofFunction,
        )) {
          for (const { Version, Description } of Versions) {
            const isOne = Version !== undefined && Version !== '$LATEST';
            if (isOne && Description?.startsWith(`${description} `)) found.push(Version);
          }
        }
        return found;
      }),
    deleteVersion: async (Qualifier) => {
      await call('DeleteFunction', undefined, (options) =>
        client.send(new DeleteFunctionCommand({ ...ofFunction, Qualifier }), options),
      );
    },
    alias: async (Name, signal) => {
      const alias = await call('GetAlias', signal, (options) =>
        client.send(new GetAliasCommand({ ...ofFunction, Name }), options),
      );
      return {
        version: alias.FunctionVersion ?? '',
        revisionId: alias.RevisionId ?? '',
        isSplit: Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0,
      };
    },
    isProvisioned: async (alias) => {
      const { ProvisionedConcurrencyConfigs: configs = [] } = await call(
        'ListProvisionedConcurrencyConfigs',
        undefined,
        (options) => client.send(new ListProvisionedConcurrencyConfigsCommand(ofFunction), options),
      );
      return configs.some(({ FunctionArn }) => FunctionArn?.endsWith(`:${alias}`));
    },
    moveAlias: async (Name, FunctionVersion, RevisionId, signal) => {
      const command = new UpdateAliasCommand({ ...ofFunction, Name, FunctionVersion, RevisionId });
      await call('UpdateAlias', signal, (options) => client.send(command, options));
    },
  };
};

const stateOf = (found: GetFunctionConfigurationCommandOutput): FunctionState => {
  const { Environment, LastUpdateStatus, State } = found;
  const error = Environment?.Error;
  return {
    arn: (found.FunctionArn ?? '').replace(/(:function:[^:]+):[^:]+$/, '$1'),
    revisionId: found.RevisionId ?? '',
    variables: Environment?.Variables ?? {},
    unreadable: error && `${error.ErrorCode ?? 'an error'}: ${error.Message ?? 'no more'}`,
    memoryMb: found.MemorySize,
    settling: LastUpdateStatus === 'InProgress' || State === 'Pending',
    failed:
      LastUpdateStatus === 'Failed'
        ? (found.LastUpdateStatusReason ?? 'its last update failed')
        : State === 'Failed'
          ? (found.StateReason ?? 'its state is Failed')
          : undefined,
    rest: restOf(found),
  };
};

/** What people configure, and the code; not what Lambda changes by itself, such as the runtime's version. */
const restOf = (found: GetFunctionConfigurationCommandOutput): Readonly<Record<string, string>> => {
  const { VpcConfig: vpc, Layers: layers, SnapStart: snapStart } = found;
  const parts = {
    ...{ CodeSha256: found.CodeSha256, Description: found.Description, Handler: found.Handler },
    ...{ Runtime: found.Runtime, Role: found.Role, Timeout: found.Timeout },
    ...{ PackageType: found.PackageType, Architectures: found.Architectures },
    ...{ DeadLetterConfig: found.DeadLetterConfig, KMSKeyArn: found.KMSKeyArn },
    ...{ TracingConfig: found.TracingConfig, FileSystemConfigs: found.FileSystemConfigs },
    ...{ ImageConfig: found.ImageConfigResponse?.ImageConfig, LoggingConfig: found.LoggingConfig },
    ...{ EphemeralStorage: found.EphemeralStorage, TenancyConfig: found.TenancyConfig },
    ...{ CapacityProviderConfig: found.CapacityProviderConfig, DurableConfig: found.DurableConfig },
    VpcConfig: vpc && [vpc.SubnetIds, vpc.SecurityGroupIds, vpc.Ipv6AllowedForDualStack],
    Layers: layers?.map(({ Arn }) => Arn),
    SnapStart: snapStart?.ApplyOn,
  };
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, JSON.stringify(value)]],
    ),
  );
};
