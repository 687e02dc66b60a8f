import {
  connect as connectTcp,
  isIP,
  type LookupFunction,
  type OnReadOpts,
  type Socket,
} from 'node:net';
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  rootCertificates,
} from 'node:tls';
import { codeOf } from '../../core/error.ts';

/** Where connections go to, and how far the peer's certificate is believed. */
export interface Endpoint {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Certificate authorities (PEM) to trust besides the well-known ones. */
  readonly ca?: string;
  readonly insecure: boolean;
  /** Gives the host's addresses; the system's for each connection when absent. */
  readonly lookup?: LookupFunction;
}

/** What a connection tells whoever holds it. After `closed` there is silence. */
interface ConnectionListener {
  ready(): void;
  /** What arrived, as latin1. */
  text(text: string): void;
  sent(): void;
  /** The connection is of no more use: an error's code, or undefined when the peer ended it in order. */
  closed(code: string | undefined): void;
}

interface Connection {
  readonly times: ConnectTimes;
  write(text: string): void;
  destroy(): void;
}

/** Instants of opening, in microseconds of the run's clock; 0 for those not reached. */
export interface ConnectTimes {
  beganUs: number;
  resolvedUs: number;
  connectedUs: number;
  readyUs: number;
}

/** Opens connections to one endpoint. They share one read buffer, for what is read is taken out of it at once. */
export const createDialer = (endpoint: Endpoint, nowUs: () => number) => {
  const buffer = Buffer.allocUnsafeSlow(65_536);
  const { secure, host, port, insecure, lookup } = endpoint;
  const address = { host, port, ...(lookup && { lookup }) };
  /** Made once, for else each connection makes its own, and with an authority of ours parses every root certificate. */
  const secureContext = secure
    ? createSecureContext(
        endpoint.ca === undefined ? {} : { ca: [...rootCertificates, endpoint.ca] },
      )
    : undefined;
  const tlsOptions = {
    rejectUnauthorized: !insecure,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 && { servername: host }),
    ...(secureContext && { secureContext }),
  };

  return (listener: ConnectionListener): Connection => {
    const onread: OnReadOpts = {
      buffer,
      callback: (length) => {
        listener.text(buffer.toString('latin1', 0, length));
        return true;
      },
    };
    const times = { beganUs: nowUs(), resolvedUs: 0, connectedUs: 0, readyUs: 0 };
    // Node takes onread for TLS as well; its published types do not say so.
    const secureOptions: ConnectionOptions & { onread: OnReadOpts } = {
      ...tlsOptions,
      ...address,
      onread,
    };
    // Set on a socket that already connects it would be asked of the system twice; TLS does not pass the option on.
    const socket = secure
      ? connectTls(secureOptions)
      : connectTcp({ ...address, onread, noDelay: true });
    if (secure) socket.setNoDelay(true);
    const stop = watch(socket, { secure, times, nowUs, listener });
    const sent = (error?: Error | null) => {
      if (!error) listener.sent();
    };
    return {
      times,
      write: (text) => {
        if (secure) {
          socket.write(text, 'latin1', sent);
          return;
        }
        // What the system takes at once needs no callback, which would cost each request a turn of the tick queue.
        const isTaken = socket.write(text, 'latin1') && socket.writableLength === 0;
        if (isTaken) listener.sent();
        else socket.write('', 'latin1', sent);
      },
      destroy: () => {
        stop();
        socket.destroy();
      },
    };
  };
};

interface Watch {
  readonly secure: boolean;
  readonly times: ConnectTimes;
  readonly nowUs: () => number;
  readonly listener: ConnectionListener;
}

/** Turns a socket's events into the listener's, until the function it returns is called. */
const watch = (socket: Socket, { secure, times, nowUs, listener }: Watch): (() => void) => {
  let isOpen = true;
  const close = (code: string | undefined) => {
    if (!isOpen) return;
    isOpen = false;
    socket.destroy();
    listener.closed(code);
  };
  const ready = () => {
    if (!isOpen) return;
    // One instant without TLS: two looks at the clock would make a handshake of what lies between them.
    times.readyUs = secure ? nowUs() : times.connectedUs;
    listener.ready();
  };
  socket.on('lookup', () => {
    if (times.resolvedUs === 0) times.resolvedUs = nowUs();
  });
  socket.on('connect', () => {
    times.connectedUs = nowUs();
    if (times.resolvedUs === 0) times.resolvedUs = times.beganUs;
    if (!secure) ready();
  });
  if (secure) socket.on('secureConnect', ready);
  socket.on('error', (error) => close(codeOf(error) ?? 'ERR_NETWORK'));
  socket.on('end', () => close(undefined));
  socket.on('close', () => close(undefined));
  return () => {
    isOpen = false;
  };
};
