import { replyOf } from '../../bench/invoke/invoke-reply.ts';
import type { AskService } from '../../bench/phases/warm-own-environments.ts';
import type { Services } from '../../commands/command/services.ts';
import type { Transport } from '../../commands/command/system-request.ts';
import { httpEvent } from '../../core/invocation/http-event.ts';
import { requestUrl } from '../../core/stack/function-url.ts';
import type { Io } from '../../process/io.ts';

/** A way to ask the service beside the load, and the way to let go of it. */
export interface OpenedAsk {
  readonly ask: AskService;
  close(): Promise<void>;
}

/** Asks the way that the load goes. */
export const openAsk = async (
  { io, services }: { readonly io: Io; readonly services: Services },
  url: URL,
  transport: Transport,
): Promise<OpenedAsk> => {
  if (transport.by === 'url') {
    const ask: AskService = async (int, signal) => {
      const asked = requestUrl(url.href, int);
      return (await services.callFunctionUrl({ url: asked, auth: transport.auth }, signal)).headers;
    };
    return { ask, close: async () => {} };
  }
  const { functionName, parallel } = transport;
  const invoker = await services.openInvoker({ functionName, parallel });
  const ask: AskService = async (int, signal) => {
    const asked = {
      functionName,
      payload: eventFor(io, int),
      mode: 'request',
      logTail: false,
    } as const;
    // One of its own each: Node warns of many listeners on one signal, and there are as many as environments.
    const ending = AbortSignal.any([signal]);
    const { payload, status } = await invoker.invoke(asked, ending);
    return replyOf(Buffer.from(payload).toString('latin1'), status).headers;
  };
  return { ask, close: () => invoker.close() };
};

const eventFor = ({ clock, rng }: Io, int: number): Uint8Array => {
  const request = {
    method: 'GET',
    rawPath: '/',
    rawQueryString: `int=${int}`,
    headers: { 'user-agent': 'fibimg' },
    sourceIp: '127.0.0.1',
  };
  const context = { domainName: 'fibimg.invalid', requestId: rng.uuid(), now: clock.now() };
  return new TextEncoder().encode(JSON.stringify(httpEvent(request, context)));
};
