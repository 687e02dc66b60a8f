import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import type { AwsClients } from '../../../../src/aws/client/clients.ts';
import { createFunctionControl } from '../../../../src/aws/renewal/function-control.ts';
import { settledState } from '../../../../src/core/renewal/change-function.ts';
import type { JournalSlot } from '../../../../src/core/renewal/journal.ts';
import { beginRenewal } from '../../../../src/core/renewal/renew-environments.ts';
import type { Clock, Rng } from '../../../../src/core/service/ports.ts';
import type { Sleep } from '../../../../src/core/sleep.ts';
import { createSanitiser } from './sanitise.ts';
import { recordExchanges, type Transcript } from './transcript.ts';

export interface RealityDeps {
  readonly clients: AwsClients;
  readonly functionName: string;
  /** By the function's ARN; what is killed at work is repaired by `fibimg bench --restore`. */
  readonly journal: (functionArn: string) => JournalSlot;
  readonly endpoint: string | undefined;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly sleep: Sleep;
}

/** Invocations of one run: what it costs, for the control plane costs nothing. */
export const invocationsOfRun = 5;

const alias = 'fibimg-reality';

/**
 * Runs the protocols of cold starts against a function and tells what was said. The function is afterwards as it was;
 * an alias and a version that this makes are removed again.
 */
export const runProtocols = async (
  deps: RealityDeps,
  recordedAgainst: Transcript['recordedAgainst'],
): Promise<readonly Transcript[]> => {
  const { clients, functionName } = deps;
  const client = await clients.lambda();
  const transcripts: Transcript[] = [];
  for (const [name, protocol] of Object.entries(protocols)) {
    const recorder = recordExchanges(client, createSanitiser(functionName));
    try {
      await protocol(deps, client);
    } finally {
      recorder.end();
    }
    transcripts.push({ name, recordedAgainst, exchanges: recorder.exchanges });
  }
  return transcripts;
};

const controlled = async (deps: RealityDeps) => {
  const control = await createFunctionControl(deps.clients, deps.functionName);
  const state = await settledState({ ...deps, control });
  return { control, own: { ...deps, control, journal: deps.journal(state.arn) }, state };
};

const request = ({ functionName, endpoint }: RealityDeps, of: string | undefined) => ({
  ...{ title: `function ${functionName}`, alias: of, endpoint, breakLock: false },
});

const invoke = async (client: LambdaClient, FunctionName: string, Qualifier?: string) => {
  const Payload = JSON.stringify({ operation: 'ping' });
  const named = Qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier };
  await client.send(new InvokeCommand({ ...named, LogType: 'Tail', Payload }));
};

/** Environments of $LATEST: each change starts a new one, and what follows finds it warm. */
const byVariable = async (deps: RealityDeps, client: LambdaClient): Promise<void> => {
  const { own } = await controlled(deps);
  const renewal = await beginRenewal(own, request(deps, undefined));
  try {
    await renewal.renew();
    await invoke(client, deps.functionName);
    await invoke(client, deps.functionName);
    await renewal.renew();
    await invoke(client, deps.functionName);
  } finally {
    await renewal.restore();
  }
};

/** Environments behind an alias, which is made for this and goes again. */
const byVersion = async (deps: RealityDeps, client: LambdaClient): Promise<void> => {
  const ofFunction = { FunctionName: deps.functionName };
  const { own } = await controlled(deps);
  const { Version } = await client.send(new PublishVersionCommand(ofFunction));
  await settledState(own, Version);
  try {
    await client.send(
      new CreateAliasCommand({ ...ofFunction, Name: alias, FunctionVersion: Version }),
    );
    const renewal = await beginRenewal(own, request(deps, alias));
    try {
      await renewal.renew();
      await invoke(client, deps.functionName, alias);
      await renewal.renew();
      await invoke(client, deps.functionName, alias);
    } finally {
      await renewal.restore();
    }
  } finally {
    await client.send(new DeleteAliasCommand({ ...ofFunction, Name: alias }));
    await client.send(new DeleteFunctionCommand({ ...ofFunction, Qualifier: Version }));
  }
};

/** What Lambda refuses: none of these calls changes anything. */
const refusals = async (deps: RealityDeps, client: LambdaClient): Promise<void> => {
  const ofFunction = { FunctionName: deps.functionName };
  const { own } = await controlled(deps);
  const { Environment } = await client.send(new GetFunctionConfigurationCommand(ofFunction));
  const same = { ...ofFunction, Environment: { Variables: Environment?.Variables ?? {} } };
  const refused = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined);
  const stale = { ...same, RevisionId: '00000000-0000-4000-8000-00000000ffff' };
  await refused(client.send(new UpdateFunctionConfigurationCommand(stale)));
  const BIG = 'x'.repeat(4096);
  const full = {
    ...ofFunction,
    Environment: { Variables: { ...same.Environment.Variables, BIG } },
  };
  await refused(client.send(new UpdateFunctionConfigurationCommand(full)));
  await refused(client.send(new GetAliasCommand({ ...ofFunction, Name: 'fibimg-no-such-alias' })));
  // The same variables once more change nothing, but are an update; the next one finds it in progress.
  await client.send(new UpdateFunctionConfigurationCommand(same));
  await refused(client.send(new UpdateFunctionConfigurationCommand(same)));
  await settledState(own);
};

const protocols = { 'by-variable': byVariable, 'by-version': byVersion, refusals } as const;
