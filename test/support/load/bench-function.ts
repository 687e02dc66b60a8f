import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { awsEnv, stubAwsEnv } from '../aws/aws-env.ts';
import { createEnvironmentPool } from '../aws/lambda/environment-pool.ts';
import { createFunctionRecord, type FunctionRecordOptions } from '../aws/lambda/function-record.ts';
import { startLambdaStandIn } from '../aws/lambda/lambda-stand-in.ts';
import { runFibimg, spawnFibimg, temporaryFolder } from '../cli/run-fibimg.ts';
import { createTestIo, type TestIoOptions } from '../cli/test-io.ts';
import { realClock } from './real-clock.ts';

export const rigName = 'images';

export const rigVariables = { TableName: 'T', API_TOKEN: 'nobody-may-see-this' } as const;

/** A load that is over at once. */
export const fewRequests = ['--vus', '4', '--iterations', '8', '--ints', '400-403'] as const;

/** A function of the stand-in, behind the alias live too, and bench on it in this process or in one of its own. */
export const rigFunction = async (
  pool: Parameters<typeof createEnvironmentPool>[0] = {},
  options: FunctionRecordOptions = {},
) => {
  const record = createFunctionRecord(rigName, { variables: rigVariables, ...options });
  record.setAlias('live', record.publish({ Description: 'release' }));
  const environments = createEnvironmentPool(pool);
  const server = await startLambdaStandIn(record, environments);
  onTestFinished(() => server.close());
  stubAwsEnv();
  const state = await temporaryFolder();
  const argvOf = (...argv: readonly string[]) => ['bench', '--endpoint-url', server.url, ...argv];
  const bench = async (argv: readonly string[], io: TestIoOptions = {}) => {
    const env = { XDG_STATE_HOME: state, ...io.env };
    return runFibimg(argvOf(...argv), { io: createTestIo({ clock: realClock, ...io, env }) });
  };
  const spawned = (...argv: readonly string[]) =>
    spawnFibimg(argvOf(...argv), { env: { ...awsEnv, XDG_STATE_HOME: state } });
  const journalFolder = join(state, 'fibimg/journal');
  const journals = () => readdir(journalFolder).catch(() => []);
  const original = record.remembered();
  return { record, server, environments, bench, spawned, journalFolder, journals, original };
};

export type FunctionRig = Awaited<ReturnType<typeof rigFunction>>;

/** Calls that change something. */
export const updatesIn = ({ server }: Pick<FunctionRig, 'server'>): number =>
  server.operations.filter((one) => /^(Update|Publish|Delete)/.test(one)).length;
