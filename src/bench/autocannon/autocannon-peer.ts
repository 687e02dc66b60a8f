import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ConnectTimes } from '../http/http-connection.ts';

/**
 * Times the opening of a connection that autocannon made, and ends it where the certificate does not hold: it
 * switches verification off, but Node still says what verification found, before anything is sent.
 */
export const watchPeer = (
  socket: Socket,
  { nowUs, insecure }: { readonly nowUs: () => number; readonly insecure: boolean },
  onReady: () => void,
): { readonly times: ConnectTimes } => {
  const times = { beganUs: nowUs(), resolvedUs: 0, connectedUs: 0, readyUs: 0 };
  const ready = (): void => {
    times.readyUs = nowUs();
    onReady();
  };
  socket.setNoDelay(true);
  socket.on('lookup', () => {
    times.resolvedUs ||= nowUs();
  });
  socket.on('connect', () => {
    times.connectedUs = nowUs();
    times.resolvedUs ||= times.beganUs;
    if (!(socket instanceof TLSSocket)) ready();
  });
  if (socket instanceof TLSSocket) {
    socket.prependListener('secureConnect', () => {
      if (insecure || socket.authorized) ready();
      else socket.destroy(unverified(socket.authorizationError));
    });
  }
  return { times };
};

/** Node's types say Error, Node itself mostly gives the code. */
const unverified = (reason: unknown): Error =>
  Object.assign(new Error('the certificate cannot be verified'), {
    code: reason instanceof Error ? reason.message : String(reason),
  });
