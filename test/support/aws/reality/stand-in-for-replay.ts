import { onTestFinished } from 'vitest';
import { createEnvironmentPool } from '../lambda/environment-pool.ts';
import { createFunctionRecord } from '../lambda/function-record.ts';
import { startLambdaStandIn } from '../lambda/lambda-stand-in.ts';
import { publicName } from './sanitise.ts';

/** A stand-in that a transcript is told to: a fresh function whose updates take a moment, as real ones do. */
export const standInForReplay = async (name = publicName) => {
  const record = createFunctionRecord(name, {
    variables: { TableName: 'T', API_TOKEN: 'nobody-may-see-this' },
    settleMs: 250,
  });
  const server = await startLambdaStandIn(record, createEnvironmentPool({ initMs: 20 }));
  onTestFinished(() => server.close());
  return { record, server };
};
