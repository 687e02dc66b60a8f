import { Agent, type OutgoingHttpHeaders } from 'node:http';
import { sendRequest, targetOf, type WholeAnswer } from '../../net/send-request.ts';

/** One HTTP server and its kept-alive connections. */
interface ServerConnections {
  send(request: SignedRequest, signal?: AbortSignal): Promise<WholeAnswer>;
  /** Closes the connections that lie idle, so that the next request opens a new one. */
  dropIdle(): void;
  close(): void;
}

/** A request with its signature. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array | undefined;
}

/** Documents and items are of a few KB. */
const maxBytes = 16 * 2 ** 20;

/**
 * Calls reject with the signal's reason, or with the system's error when the connection fails.
 *
 * @param silenceMs a server that says nothing for this long is taken for gone.
 */
export const openConnection = (base: URL, silenceMs: number): ServerConnections => {
  const opening = openAgent(base);
  const target = targetOf(base);
  let agent: Agent | undefined;
  return {
    send: async (request, signal) => {
      agent ??= await opening;
      try {
        return await sendRequest(target, {
          ...request,
          agent,
          maxBytes,
          signal,
          onRequest: (outgoing) =>
            outgoing.setTimeout(silenceMs, () => outgoing.destroy(new Error('no answer in time'))),
        });
      } catch (thrown) {
        throw signal?.aborted ? signal.reason : thrown;
      }
    },
    dropIdle: () => {
      for (const sockets of Object.values(agent?.freeSockets ?? {})) {
        for (const socket of sockets ?? []) socket.destroy();
      }
    },
    close: () => agent?.destroy(),
  };
};

/** Of TLS nothing is loaded where the store is on this machine. */
const openAgent = async ({ protocol }: URL): Promise<Agent> => {
  const Made = protocol === 'http:' ? Agent : (await import('node:https')).Agent;
  return new Made({ keepAlive: true });
};
