import type { AwsClients } from '../../aws/client/clients.ts';
import type { AwsServices, Store, StoreOptions } from '../../commands/command/services.ts';
import type { Settings } from '../../config/settings.ts';
import { requireStore } from '../../core/stack/stack.ts';
import { requireOwn } from '../../core/stack/stack-ownership.ts';
import type { Target } from '../../core/target.ts';
import type { Io } from '../../process/io.ts';
import { awsOptionsOf } from './aws-options.ts';

type AwsStoreTarget = Extract<Target, { kind: 'stack' | 'resources' }>;

/** The half of the services that is AWS. Nothing of the SDK is loaded before it is asked for. */
export const createAwsServices = (io: Io, settings: Settings) => {
  let made: Promise<AwsClients> | undefined;
  const clients = (): Promise<AwsClients> => {
    made ??= import('../../aws/client/clients.ts').then(({ createAwsClients }) =>
      createAwsClients(awsOptionsOf(io, settings)),
    );
    return made;
  };
  const singleAttempts = async (): Promise<AwsClients> => {
    const { createAwsClients } = await import('../../aws/client/clients.ts');
    return createAwsClients({ ...awsOptionsOf(io, settings), maxAttempts: 1 });
  };
  const services: AwsServices = {
    resolveStack: async (name) => {
      const { discoverStack } = await import('../../aws/stack/stack-discovery.ts');
      return discoverStack(await clients(), name, io.interrupt);
    },
    listStacks: async () => {
      const { listOwnStacks } = await import('../../aws/stack/stack-discovery.ts');
      return listOwnStacks(await clients(), io.interrupt);
    },
    stackFacts: async (stack) => {
      const { readStackFacts } = await import('../../aws/stack/stack-facts.ts');
      return readStackFacts(await clients(), stack, io.interrupt);
    },
    openReports: async (group) => {
      const { createReportEvents } = await import('../../aws/logs/report-events.ts');
      const { cloudWatchLogs, options } = await clients();
      const { timeoutMs } = options;
      return createReportEvents({ client: await cloudWatchLogs(), group, timeoutMs });
    },
  };
  const namesOf = async (target: AwsStoreTarget, allowForeign: boolean) => {
    if (target.kind === 'resources') return target;
    const stack = await services.resolveStack(target.stack);
    const { readOwnership } = await import('../../aws/stack/ownership-evidence.ts');
    requireOwn(stack.name, await readOwnership(await clients(), stack, io.interrupt), allowForeign);
    return requireStore(stack);
  };
  const openStore = async (
    target: AwsStoreTarget,
    { ownRetries = false, allowForeignStack = false }: StoreOptions = {},
  ): Promise<Store> => {
    // The store's part of the SDK loads while CloudFormation is asked.
    const [open, names] = await Promise.all([
      import('./open-deployed-store.ts'),
      namesOf(target, allowForeignStack),
    ]);
    return ownRetries
      ? open.openDeployedStore(await singleAttempts(), { ...names, clock: io.clock })
      : open.openDeployedStore(await clients(), names);
  };
  /** A function's environment over a deployed store; `onExpiry` is called shortly before its credentials end. */
  const functionVariables = async (
    target: AwsStoreTarget,
    allowForeign: boolean,
    onExpiry: () => void,
  ) => {
    const [made, names] = [await clients(), await namesOf(target, allowForeign)];
    const { functionVariables: readVariables } = await import(
      '../../aws/stack/function-variables.ts'
    );
    let timer: NodeJS.Timeout | undefined;
    const read = async () => {
      const { variables, expires } = await readVariables(made, names);
      clearTimeout(timer);
      if (expires) timer = setTimeout(onExpiry, untilRefresh(expires, io)).unref();
      return variables;
    };
    // Missing credentials are told now, not to the first request.
    await read();
    return { read, close: () => clearTimeout(timer) };
  };
  return { services, openStore, functionVariables };
};

/** The SDK itself fetches new credentials five minutes before the old ones end. */
const untilRefresh = (expires: Date, { clock }: Io): number =>
  Math.max(1000, Math.min(expires.getTime() - clock.now().getTime() - 240_000, 2 ** 31 - 1));
