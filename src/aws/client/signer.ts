import aws4 from 'aws4';
import { type RequestSigner, regionOfHost } from '../../core/stack/function-url.ts';
import { callAws } from './call.ts';
import type { AwsClients } from './clients.ts';

/** Signs requests to function URLs of auth type AWS_IAM (SigV4) with the SDK's credentials. */
export const createRequestSigner =
  (clients: AwsClients): RequestSigner =>
  async (url, headers) => {
    const call = {
      service: 'Lambda',
      operation: 'InvokeFunctionUrl',
      resource: `URL ${url.host}`,
    } as const;
    return callAws(call, clients.options.timeoutMs, undefined, async () => {
      const { config } = await clients.lambda();
      const credentials = await clients.credentials();
      const region = regionOfHost(url.hostname) ?? (await config.region());
      const path = `${url.pathname}${url.search}`;
      const request = { service: 'lambda', region, method: 'GET', host: url.host, path };
      const signed = aws4.sign({ ...request, headers: { ...headers } }, credentials);
      return Object.fromEntries(
        Object.entries(signed.headers ?? {}).map(([name, value]) => [name, String(value)]),
      );
    });
  };
