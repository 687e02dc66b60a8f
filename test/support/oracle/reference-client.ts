import { connect, type Socket } from 'node:net';
import { fateOf, isCold, type OracleBehaviour } from './oracle-behaviour.ts';

/** One answered request of the reference client, in microseconds of its own clock. */
interface ReferenceSample {
  readonly int: number;
  readonly tookUs: number;
}

interface ReferenceLoad {
  readonly port: number;
  readonly behaviour: OracleBehaviour;
  readonly connections: number;
  /** Else each request has a connection of its own. */
  readonly keepAlive: boolean;
}

/**
 * The least that a client can be: a bare socket a connection, one request at a time on each, timed from the write to
 * the last byte. It asks only for what the server answers plainly, so what it sees beyond the server's record is what
 * the machine adds to anybody.
 */
export const startReferenceClient = (load: ReferenceLoad) => {
  const samples: ReferenceSample[] = [];
  const sockets = new Set<Socket>();
  let stopped = false;
  let lastInt = 0;
  const nextInt = (): number => {
    do lastInt += 1;
    while (!isPlain(load.behaviour, lastInt));
    return lastInt;
  };
  const open = async (): Promise<Socket> => {
    const socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true });
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
    return socket;
  };
  const loop = async (): Promise<void> => {
    let socket = await open();
    while (!stopped) {
      if (socket.destroyed || !socket.writable) socket = await open();
      const int = nextInt();
      const startedUs = nowUs();
      if (!socket.destroyed && (await exchange(socket, int)))
        samples.push({ int, tookUs: nowUs() - startedUs });
      if (!load.keepAlive) socket.destroy();
    }
  };
  const loops = Promise.all(Array.from({ length: load.connections }, loop));
  return {
    async stop(): Promise<readonly ReferenceSample[]> {
      stopped = true;
      for (const socket of sockets) socket.destroy();
      await loops;
      return samples;
    },
  };
};

const nowUs = (): number => performance.now() * 1000;

const isPlain = (behaviour: OracleBehaviour, int: number): boolean =>
  fateOf(behaviour, int, 0) === 'answered' && !isCold(behaviour, int);

/** True once the whole answer is there, false when the connection ends before that. */
const exchange = (socket: Socket, int: number): Promise<boolean> =>
  new Promise((resolve) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (isWhole(text)) finish(true);
    };
    const onClose = (): void => finish(false);
    const finish = (whole: boolean): void => {
      socket.off('data', onData).off('close', onClose);
      resolve(whole);
    };
    socket.on('data', onData).on('close', onClose);
    socket.write(`GET /?int=${int} HTTP/1.1\r\nhost: oracle\r\n\r\n`);
  });

const isWhole = (text: string): boolean => {
  const headEnd = text.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  return headEnd >= 0 && text.length >= headEnd + 4 + Number(length);
};
