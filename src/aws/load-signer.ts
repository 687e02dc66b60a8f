import { sign } from 'aws4';
import { regionOfHost } from '../core/function-url.ts';
import { callAws } from './call.ts';
import type { AwsClients } from './clients.ts';

interface Unsigned {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signing a request takes no longer than this to see that credentials have changed. */
const askEveryMs = 30_000;

/**
 * Signs requests to one function URL of auth type AWS_IAM, by the thousand and without waiting: the SDK, which renews
 * credentials well before they end, is asked for them in the background.
 *
 * @throws FibimgError `credentials` when there are none.
 */
export const createLoadSigner = async (
  clients: AwsClients,
  url: URL,
): Promise<(request: Unsigned) => Readonly<Record<string, string>>> => {
  const call = { service: 'Lambda', operation: 'InvokeFunctionUrl', resource: url.host } as const;
  const { config } = await clients.lambda();
  const ask = () => callAws(call, clients.options.timeoutMs, undefined, () => config.credentials());
  let credentials = await ask();
  const region = regionOfHost(url.hostname) ?? (await config.region());
  const timer = setInterval(() => {
    // Those in hand go on until the service refuses them, which the run then shows.
    ask().then(
      (renewed) => {
        credentials = renewed;
      },
      () => {},
    );
  }, askEveryMs);
  timer.unref();
  return ({ method, host, path, headers }) => {
    const parts = { service: 'lambda', region, method, host, path, headers: { ...headers } };
    const signed = sign(parts, credentials).headers ?? {};
    return Object.fromEntries(Object.entries(signed).map(([name, value]) => [name, String(value)]));
  };
};
