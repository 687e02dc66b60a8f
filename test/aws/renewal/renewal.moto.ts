import {
  AlreadyExistsException,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  CreateAliasCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createFunctionControl } from '../../../src/aws/renewal/function-control.ts';
import { renewalJournals } from '../../../src/core/renewal/journal.ts';
import { beginRenewal } from '../../../src/core/renewal/renew-environments.ts';
import { restoreFunction } from '../../../src/core/renewal/restore-function.ts';
import { sleep } from '../../../src/core/sleep.ts';
import { createJournalFiles } from '../../../src/local/journal/journal-files.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { clientsOn } from '../../support/aws/aws-stores.ts';
import { startMoto } from '../../support/aws/moto.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { realClock } from '../../support/load/real-clock.ts';

const FunctionName = 'images';
const variables = { TableName: 'T', API_TOKEN: 'nobody-may-see-this' };

/** Moto wants the role to exist. */
const template = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
    },
    Images: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...{ FunctionName, Runtime: 'nodejs20.x', Handler: 'index.handler', MemorySize: 512 },
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: 'exports.handler = async () => ({})' },
        Environment: { Variables: variables },
      },
    },
  },
};

let moto: Awaited<ReturnType<typeof startMoto>>;
let clients: Awaited<ReturnType<typeof clientsOn>>;
let lambda: LambdaClient;

beforeAll(async () => {
  stubAwsEnv();
  moto = await startMoto();
  clients = clientsOn(moto.url);
  lambda = await clients.lambda();
  const stacks = await clients.cloudFormation();
  const TemplateBody = JSON.stringify(template);
  // The client repeats a call that a busy machine has answered too late.
  await stacks
    .send(new CreateStackCommand({ StackName: 's', TemplateBody }))
    .catch((thrown: unknown) => {
      if (!(thrown instanceof AlreadyExistsException)) throw thrown;
    });
  await waitUntilStackCreateComplete(
    { client: stacks, maxWaitTime: 40, minDelay: 1 },
    { StackName: 's' },
  );
  const { Version } = await lambda.send(
    new PublishVersionCommand({ FunctionName, Description: 'release' }),
  );
  await lambda.send(
    new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: Version }),
  );
}, 60_000);

afterAll(async () => {
  await clients.close();
  await moto.close();
  vi.unstubAllEnvs();
});

/** All that must be as it was; what Lambda itself writes at each change is not among it. */
const remembered = async (): Promise<unknown> => {
  const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const { RevisionId: _, LastModified: __, $metadata: ___, ...latest } = configuration;
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
  const { FunctionVersion } = await lambda.send(
    new GetAliasCommand({ FunctionName, Name: 'live' }),
  );
  return [latest, Versions.map(({ Version }) => Version), FunctionVersion];
};

const setUp = async () => {
  const files = createJournalFiles(await temporaryFolder(), renewalJournals);
  const real = await createFunctionControl(clients, FunctionName);
  // Moto has no such call. Nor does it know updates in progress, conflicts, or any start of an environment.
  const control = { ...real, isProvisioned: async () => false };
  const { arn } = await control.read();
  const journal = files.slot(FunctionName, [arn, moto.url]);
  const rng = { below: () => 0, uuid: () => crypto.randomUUID() };
  return { files, control, deps: { control, journal, clock: realClock, rng, sleep } };
};

const request = { title: 'function images', endpoint: undefined, breakLock: false };

test.each([undefined, 'live'])('rounds of renewal leave no trace (alias %s)', async (alias) => {
  const { deps, files } = await setUp();
  const before = await remembered();
  const renewal = await beginRenewal(deps, { ...request, alias });
  for (let round = 1; round <= 3; round += 1) {
    await renewal.renew();
    const now = await deps.control.read(alias);
    expect(now.variables).toMatchObject({
      ...variables,
      FIBIMG_COLD_MARKER: expect.stringContaining(`00000${round}`),
    });
  }
  expect((await renewal.restore()).left).toEqual([]);
  expect(await remembered()).toEqual(before);
  expect(await files.list()).toEqual([]);
});

test.each([undefined, 'live'])(
  'the next process repairs a run that was killed (alias %s)',
  async (alias) => {
    const { deps, files } = await setUp();
    const before = await remembered();
    const renewal = await beginRenewal(deps, { ...request, alias });
    await renewal.renew();
    const [found] = await files.list();
    if (found === undefined) throw new Error('a run under way has a journal');
    await restoreFunction({ ...deps, journal: found.slot }, found.journal);
    expect(await remembered()).toEqual(before);
    expect(await files.list()).toEqual([]);
  },
);

test('stops at a change by others, and leaves it', async () => {
  const { deps } = await setUp();
  const renewal = await beginRenewal(deps, { ...request, alias: undefined });
  await renewal.renew();
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 1024 }));
  await expect(renewal.renew()).rejects.toMatchObject({
    message: 'function images was changed by others while it was measured',
  });
  await renewal.restore();
  const now = await deps.control.read();
  expect([now.memoryMb, now.variables]).toEqual([1024, variables]);
});
