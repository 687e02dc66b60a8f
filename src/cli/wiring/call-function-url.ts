import packageJson from '../../../package.json' with { type: 'json' };
import type { FunctionUrlRequest } from '../../commands/command/services.ts';
import type { Settings } from '../../config/settings.ts';
import type { RequestSigner, UrlAnswer } from '../../core/stack/function-url.ts';
import { getFunctionUrl } from '../../origin/function-url-client.ts';
import type { Io } from '../../process/io.ts';
import { awsOptionsOf } from './aws-options.ts';
import { openAgents } from './open-agents.ts';

export const callFunctionUrl = async (
  io: Pick<Io, 'env' | 'interrupt'>,
  settings: Settings,
  { url, auth }: FunctionUrlRequest,
  signal?: AbortSignal,
): Promise<UrlAnswer> => {
  const agentFor = await openAgents({
    caFile: settings.ca.value,
    insecure: settings.insecure.value,
    interrupt: io.interrupt,
  });
  const options = {
    timeoutMs: settings.timeout.value,
    userAgent: `fibimg/${packageJson.version}`,
    agentFor,
    sign: auth === 'iam' ? await openSigner(io, settings) : undefined,
  };
  return getFunctionUrl(url, options, signal);
};

/** Only a signed request loads the SDK, for its credentials. */
const openSigner = async (
  io: Pick<Io, 'env' | 'interrupt'>,
  settings: Settings,
): Promise<RequestSigner> => {
  const [{ createAwsClients }, { createRequestSigner }] = await Promise.all([
    import('../../aws/client/clients.ts'),
    import('../../aws/client/signer.ts'),
  ]);
  return createRequestSigner(createAwsClients(awsOptionsOf(io, settings)));
};
