/** What we use of autocannon 9.0.0, which publishes no types. The members of a client are not documented: a test guards them. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  namespace autocannon {
    interface Options {
      readonly url: string;
      readonly connections: number;
      readonly pipelining: 1;
      /** Seconds. */
      readonly duration: number;
      /** Milliseconds between its own samples; it looks whether to stop no more often. */
      readonly sampleInt: number;
      readonly tlsOptions: { readonly ca?: readonly string[] };
      /** Called while a client is made, before it connects. */
      readonly setupClient: (client: Client) => void;
    }

    interface Client extends EventEmitter {
      conn?: Socket;
      readonly destroyed: boolean;
      /** Milliseconds; read after `setupClient`. As an option it would be whole seconds. */
      timeout: number;
      readonly parser: {
        execute(chunk: Buffer): number | Error;
        finish(): Error | undefined;
        reinitialize(type: 'RESPONSE'): void;
      };
      readonly pipelinedRequests: { addBody(slice: Buffer): void; size(): number };
      _connect(): void;
      _doRequest(): void;
      _destroyConnection(): void;
      getRequestBuffer(): Buffer;
      destroy(): void;
    }

    /** Of the event `headers`. */
    interface Head {
      readonly statusCode: number;
      readonly versionMinor: number;
      /** Names and values in turn. */
      readonly headers: readonly string[];
      readonly shouldKeepAlive: boolean;
    }
  }

  const autocannon: (
    options: autocannon.Options,
    done: (error: Error | null) => void,
  ) => { stop(): void };
  export = autocannon;
}
