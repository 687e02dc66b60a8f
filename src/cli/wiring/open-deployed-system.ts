import { resolveEndpoint } from '../../aws/client/endpoint.ts';
import { createFixedSystem } from '../../bench/phases/fixed-system.ts';
import type { SystemCapabilities } from '../../bench/phases/phase-plan.ts';
import type { SystemUnderTest } from '../../bench/phases/system-under-test.ts';
import { warmOwnEnvironments } from '../../bench/phases/warm-own-environments.ts';
import type { PurgePlace } from '../../commands/command/purge-place.ts';
import type {
  FunctionSystemRequest,
  OpenedSystem,
  RequestTransport,
  StackSystemRequest,
} from '../../commands/command/system-request.ts';
import { FibimgError } from '../../core/error.ts';
import { regionOfArn } from '../../core/invocation/invoker.ts';
import { isLoopback } from '../../core/loopback.ts';
import type { RenewalPlan } from '../../core/renewal/plan-renewal.ts';
import {
  type ResolvedStack,
  requireFunction,
  requireStore,
  unreadStack,
} from '../../core/stack/stack.ts';
import type { StackFacts } from '../../core/stack/stack-facts.ts';
import { openAsk } from './ask-service.ts';
import { awsOptionsOf } from './aws-options.ts';
import { openRenewal } from './renewal/open-renewal.ts';
import {
  emptyStackStore,
  fillStackStore,
  type StackStoreDeps,
  tryStackOrigin,
} from './stack-store.ts';
import { deployedSubject } from './subject.ts';

/** A deployed stack, by its function's URL or by direct invocation. Nothing is sent to its function yet. */
export const openStackSystem = async (
  deps: StackStoreDeps,
  request: StackSystemRequest,
): Promise<OpenedSystem> => {
  const { services } = deps;
  const stack = await services.resolveStack(request.stack);
  // Whose stack it is comes before whether it could be measured.
  const store = await services.openPurge(purgeOf(request), () => {});
  try {
    return await describeStack(deps, request, stack, store);
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
};

const describeStack = async (
  deps: StackStoreDeps,
  request: StackSystemRequest,
  stack: ResolvedStack,
  store: PurgePlace,
): Promise<OpenedSystem> => {
  const place = requireStore(stack);
  const transport = transportTo(stack, request);
  const url =
    transport.by === 'url' ? new URL(requireUrl(stack)) : functionAddress(transport.functionName);
  const facts = await deps.services.stackFacts(stack);
  const title = `stack ${stack.name}`;
  const { functionName } = stack;
  const renewal = functionName === undefined ? undefined : renewalFor(deps, functionName, request);
  const system = {
    target: transport.by === 'url' ? title : `${title} (function ${transport.functionName})`,
    sharesMachine: await isHere(deps, url, transport),
    ...changedAt(facts),
    ...(transport.by === 'url' && { unknownStart: tellsNoStart }),
    ...stackActions(deps, request, { url, transport, store, renewal }),
  };
  const subject = deployedSubject('stack', stack.name, facts);
  return {
    ...{ system, subject, url },
    transport: request.events
      ? { by: 'event', ...place, region: stack.region ?? (await regionOf(deps)) }
      : transport,
    deployed: { title, facts, store, ...(renewal && { renewal }) },
  };
};

/** A function that is only invoked: its store is nobody's business here. */
export const openFunctionSystem = async (
  deps: StackStoreDeps,
  request: FunctionSystemRequest,
): Promise<OpenedSystem> => {
  const { functionName, parallel } = request;
  const transport = { by: 'invoke', functionName, parallel } as const;
  const url = functionAddress(functionName);
  const title = `function ${functionName}`;
  const region = regionOfArn(functionName);
  const facts = await deps.services.stackFacts({
    ...unreadStack,
    name: title,
    region,
    functionName,
  });
  const fixed = createFixedSystem(
    { target: title, sharesMachine: await isHere(deps, url, transport) },
    "a function's store is not known; --stack finds it",
  );
  const renewal = renewalFor(deps, functionName, request);
  const capabilities = { ...fixed.capabilities, freshEnvironments: canRenew(request.renewal) };
  const renewed = renewal && {
    freshEnvironments: () => renewal.fresh(),
    resize: renewal.fresh,
  };
  const system = { ...fixed, capabilities, ...changedAt(facts), ...renewed };
  const subject = deployedSubject('function', functionName, facts);
  return {
    system,
    subject,
    url,
    transport,
    deployed: { title, facts, ...(renewal && { renewal }) },
  };
};

const regionOf = async ({ io, settings }: StackStoreDeps): Promise<string> => {
  const { createAwsClients } = await import('../../aws/client/clients.ts');
  const clients = createAwsClients(awsOptionsOf(io, settings));
  const { config } = await clients.s3();
  return config.region().finally(() => clients.close());
};

const renewalFor = (
  { io, settings }: StackStoreDeps,
  functionName: string,
  { renewal }: { readonly renewal: RenewalPlan },
) =>
  renewal.can
    ? openRenewal({ io, aws: awsOptionsOf(io, settings) }, functionName, renewal.alias)
    : undefined;

const changedAt = ({ function: fn }: StackFacts): Pick<SystemUnderTest, 'changedAt'> =>
  fn?.lastModified === undefined ? {} : { changedAt: new Date(fn.lastModified) };

const canRenew = (renewal: RenewalPlan): SystemCapabilities['freshEnvironments'] =>
  renewal.can ? { can: true } : { can: false, why: renewal.why };

const tellsNoStart =
  'No answer said whether its execution environment was new, so every start is unknown: the function is another implementation, as the original is. --via invoke tells them apart by the log.';

interface StackParts {
  readonly url: URL;
  readonly transport: RequestTransport;
  readonly store: PurgePlace;
  readonly renewal: ReturnType<typeof renewalFor>;
}

const stackActions = (
  deps: StackStoreDeps,
  request: StackSystemRequest,
  { url, transport, store, renewal }: StackParts,
): Omit<SystemUnderTest, 'target' | 'sharesMachine'> => {
  let stored: number | undefined;
  return {
    capabilities: {
      freshEnvironments: renewal
        ? { can: true }
        : {
            can: false,
            why: request.renewal.can ? 'its function is not known' : request.renewal.why,
          },
      warmEnvironments: { can: true },
      emptyStore: { can: true },
    },
    tryOrigin: (pixels, signal) => tryStackOrigin(deps, request, pixels, signal),
    freshEnvironments: async () => {
      if (renewal === undefined) throw new TypeError('its environments cannot be renewed');
      await renewal.fresh();
    },
    ...(renewal && { resize: renewal.fresh }),
    warmEnvironments: async (count, signal) => {
      if (stored === undefined) return { why: 'no image is known to be stored' };
      const { ask, close } = await openAsk(deps, url, transport);
      return warmOwnEnvironments(count, ask, stored, signal).finally(close);
    },
    emptyStore: async (signal) => {
      stored = undefined;
      await emptyStackStore(deps, store, signal);
    },
    fillStore: async (sizes, signal, onStep) => {
      await fillStackStore(deps, request, { sizes, signal, onStep });
      stored = sizes[0];
    },
    close: () => store.close(),
  };
};

const transportTo = (
  stack: ResolvedStack,
  { via, auth, parallel }: StackSystemRequest,
): RequestTransport =>
  via === 'url'
    ? { by: 'url', auth }
    : { by: 'invoke', functionName: requireFunction(stack), parallel };

const requireUrl = ({ name, functionUrl }: ResolvedStack): string => {
  if (functionUrl !== undefined) return functionUrl;
  throw new FibimgError('not_found', `stack ${name} has no function URL`, {
    why: 'there is none among its outputs and resources',
    hint: '--via invoke needs none',
  });
};

/** What samples of a direct invocation are named after; of an ARN the function's name. */
const functionAddress = (functionName: string): URL => {
  const name = functionName.split(':function:').at(-1) ?? functionName;
  return new URL(`lambda://${encodeURIComponent(name)}/`);
};

const purgeOf = ({ stack, allowForeignStack }: StackSystemRequest) => ({
  target: { kind: 'stack', stack } as const,
  expected: {},
  only: undefined,
  allKeys: false,
  events: false,
  missingOk: false,
  allowForeignStack,
  concurrency: 8,
});

const isHere = async (
  { io, settings }: StackStoreDeps,
  url: URL,
  transport: RequestTransport,
): Promise<boolean> => {
  if (transport.by === 'url') return isLoopback(url);
  const endpoint = await resolveEndpoint('lambda', awsOptionsOf(io, settings));
  return endpoint !== undefined && isLoopback(new URL(endpoint));
};
