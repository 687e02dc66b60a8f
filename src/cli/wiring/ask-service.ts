import type { AskService } from '../../bench/phases/warm-own-environments.ts';
import type { Services } from '../../commands/command/services.ts';
import type { RequestTransport } from '../../commands/command/system-request.ts';
import { readFunctionAnswer } from '../../core/invocation/function-answer.ts';
import { imageEvent } from '../../core/invocation/http-event.ts';
import { requestUrl } from '../../core/stack/function-url.ts';
import type { Io } from '../../process/io.ts';

/** A way to ask the service beside the load, and the way to let go of it. */
interface OpenedAsk {
  readonly ask: AskService;
  close(): Promise<void>;
}

/** Asks by the transport of the load. */
export const openAsk = async (
  { io, services }: { readonly io: Io; readonly services: Services },
  url: URL,
  transport: RequestTransport,
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
    const { payload } = await invoker.invoke(asked, ending);
    return readFunctionAnswer(Buffer.from(payload).toString('latin1'), (base64) => base64).headers;
  };
  return { ask, close: () => invoker.close() };
};

const eventFor = ({ clock, rng }: Io, pixels: number): Uint8Array => {
  const event = imageEvent({ pixels, requestId: rng.uuid(), now: clock.now() });
  return new TextEncoder().encode(JSON.stringify(event));
};
