import { availableParallelism } from 'node:os';
import { createDraw } from '../../bench/load/philox.ts';
import type { LocalLambda, LocalLambdaRequest } from '../../commands/command/local-lambda.ts';
import type { Settings } from '../../config/settings.ts';
import type { Rng } from '../../core/service/ports.ts';
import {
  type LocalLambdaOptions,
  startLocalLambda,
} from '../../local/lambda/start-local-lambda.ts';
import { createGeneratedOrigin } from '../../origin/generated.ts';
import { builtFile } from '../../process/built-file.ts';
import type { Io } from '../../process/io.ts';
import type { createAwsServices } from './open-aws.ts';
import { openEmbedded } from './open-embedded.ts';

/** What the local Lambda needs of its target, and how that is let go. */
interface StoreAccess {
  readonly options: Pick<LocalLambdaOptions, 'store' | 'variables'>;
  close(): Promise<void>;
}

/** The local Lambda over the embedded store, or over a deployed one with this process's credentials. */
export const openLocalLambda = async (
  io: Io,
  settings: Settings,
  aws: ReturnType<typeof createAwsServices>,
  request: LocalLambdaRequest,
): Promise<LocalLambda> => {
  let lambda: LocalLambda | undefined;
  const recycle = (): void => lambda?.recycleEnvironments();
  const access = await openStoreAccess(io, settings, aws, request, recycle);
  try {
    lambda = await startLocalLambda({
      ...request,
      ...access.options,
      bootstrap: builtFile('cli/environment-main.js'),
      bundle: request.bundle ?? builtFile('lambda/index.mjs'),
      origin: request.origin ?? createGeneratedOrigin(),
      originRng: seededRng(io.rng, request.originSeed),
      clock: io.clock,
      rng: io.rng,
      cpuCount: availableParallelism(),
    });
  } catch (error) {
    await access.close();
    throw error;
  }
  const { close } = lambda;
  return { ...lambda, close: () => close().finally(access.close) };
};

const openStoreAccess = async (
  io: Io,
  { originUrl }: Settings,
  aws: ReturnType<typeof createAwsServices>,
  { target, allowForeignStack }: LocalLambdaRequest,
  recycle: () => void,
): Promise<StoreAccess> => {
  const named = { FIBIMG_ORIGIN_URL: originUrl.value };
  if (target.kind === 'embedded') {
    const store = await openEmbedded(io, target);
    const variables = async () => (originUrl.origin.kind === 'default' ? {} : named);
    return { options: { store, variables }, close: async () => {} };
  }
  // Into a deployed store go the images that the deployed function would put there.
  const deployed = await aws.functionVariables(target, allowForeignStack, recycle);
  const variables = async () => ({ ...named, ...(await deployed.read()) });
  return { options: { variables }, close: async () => deployed.close() };
};

const seededRng = (rng: Rng, seed: number): Rng => ({ ...rng, below: createDraw(seed) });
