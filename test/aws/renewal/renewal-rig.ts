import { onTestFinished } from 'vitest';
import { type AwsClients, createAwsClients } from '../../../src/aws/client/clients.ts';
import { createFunctionControl } from '../../../src/aws/renewal/function-control.ts';
import type { FunctionControl } from '../../../src/core/renewal/function-control.ts';
import { renewalJournals } from '../../../src/core/renewal/journal.ts';
import { createJournalFiles } from '../../../src/local/journal/journal-files.ts';
import { createEnvironmentPool } from '../../support/aws/lambda/environment-pool.ts';
import {
  createFunctionRecord,
  type FunctionRecordOptions,
} from '../../support/aws/lambda/function-record.ts';
import { startLambdaStandIn } from '../../support/aws/lambda/lambda-stand-in.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { realClock } from '../../support/load/real-clock.ts';

export const functionName = 'images';

export const secretVariables = { TableName: 'T', API_TOKEN: 'nobody-may-see-this' } as const;

/** Waits are real, but short: what is waited for is settled in milliseconds here. */
const quickly = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    setTimeout(resolve, Math.min(ms, 3));
  });

/** A function with version 1 behind the alias live, real SDK clients, and a folder for journals. */
export const rigRenewal = async (options: FunctionRecordOptions = {}) => {
  const record = createFunctionRecord(functionName, { variables: secretVariables, ...options });
  record.setAlias('live', record.publish({ Description: 'release' }));
  const server = await startLambdaStandIn(record, createEnvironmentPool());
  const folder = await temporaryFolder();
  const clients: AwsClients = createAwsClients({
    ...{ region: 'eu-west-1', endpointUrl: server.url, timeoutMs: 5000 },
  });
  onTestFinished(async () => {
    await clients.close();
    await server.close();
  });
  const control: FunctionControl = await createFunctionControl(clients, functionName);
  const files = createJournalFiles(folder, renewalJournals);
  const slot = files.slot(functionName, [record.arn, server.url]);
  const rng = { below: () => 0, uuid: () => crypto.randomUUID() };
  return {
    ...{ record, server, folder, control, files, slot },
    deps: { control, journal: slot, clock: realClock, rng, sleep: quickly },
  };
};
