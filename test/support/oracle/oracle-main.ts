import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { responseBody } from '../../../src/core/service/response.ts';
import { answerQuestions } from './ask-process.ts';
import {
  fateOf,
  isCold,
  type OracleBehaviour,
  type OracleRecord,
  type OracleRequest,
} from './oracle-behaviour.ts';

/** The oracle's own process: a server of known latency that keeps its own record. */
const nowUs = (): number => performance.now() * 1000;

const bodies = new Map<number, string>();

const bodyFor = (int: number): string => {
  const known = bodies.get(int);
  if (known !== undefined) return known;
  const context = { awsRequestId: 'r', deadlineMs: 1, invokedFunctionArn: 'a', traceId: 't' };
  const metadata = {
    originalUrl: `https://picsum.photos/${int}`,
    redirectedUrl: `https://fastly.picsum.photos/id/1/${int}/${int}.jpg`,
    imageLocation: `image/${int}.jpg`,
    contentDisposition: null,
    contentType: ['image/jpeg'],
    created: '2026-01-01 00:00:00',
  };
  const now = new Date('2026-01-01T00:00:01Z');
  const body = responseBody({ context, now, pixels: int, metadata });
  bodies.set(int, body);
  return body;
};

const startOracle = (behaviour: OracleBehaviour) => {
  let requests: OracleRequest[] = [];
  const attempts = new Map<number, number>();

  const answer = (
    response: ServerResponse,
    int: number,
    left: () => void,
    fate: OracleRequest['fate'],
  ): void => {
    const cold = isCold(behaviour, int);
    const body = fate === 'throttled' ? '' : bodyFor(fate === 'wrong' ? int + 1 : int);
    response.writeHead(fate === 'throttled' ? 429 : 200, {
      'content-type': 'application/json',
      'content-length': body.length,
      ...(behaviour.closeAfterAnswer && { connection: 'close' }),
      ...((!behaviour.cold || behaviour.cold.marked) && { 'x-fibimg-cold-start': String(cold) }),
    });
    if (!behaviour.slowBody) {
      response.end(body);
      left();
      return;
    }
    const { pieces, gapMs } = behaviour.slowBody;
    const size = Math.ceil(body.length / pieces);
    const send = (piece: number): void => {
      const part = body.slice(piece * size, (piece + 1) * size);
      if (piece + 1 < pieces) {
        response.write(part);
        setTimeout(send, gapMs, piece + 1);
      } else {
        response.end(part);
        left();
      }
    };
    send(0);
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const arrivedUs = nowUs();
    const int = Number(new URL(request.url ?? '/', 'http://oracle').searchParams.get('int'));
    const attempt = attempts.get(int) ?? 0;
    attempts.set(int, attempt + 1);
    const fate = fateOf(behaviour, int, attempt);
    const cold = isCold(behaviour, int);
    const entry = { int, fate, cold, arrivedUs, leftUs: 0 };
    requests.push(entry);
    const left = (): void => {
      entry.leftUs = nowUs();
    };
    if (fate === 'hung') return;
    const reset = (): void => {
      request.socket.resetAndDestroy();
      left();
    };
    const act = (): void => {
      if (fate !== 'reset') answer(response, int, left, fate);
      else if (behaviour.reset?.when === 'before') reset();
      else request.socket.write('HTTP/1.1 200 OK\r\n', reset);
    };
    const delayMs = cold ? (behaviour.cold?.delayMs ?? 0) : behaviour.delayMs;
    if (delayMs === 0) act();
    else setTimeout(act, delayMs);
  };

  const server = createServer({ keepAliveTimeout: behaviour.idleCloseMs ?? 60_000 }, handle);
  server.on('connection', (socket) => {
    socket.setNoDelay(true);
  });
  return {
    server,
    reset(): void {
      requests = [];
      attempts.clear();
    },
    record: (): OracleRecord => ({ requests }),
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
};

type Oracle = ReturnType<typeof startOracle>;

/** What the tests ask; `port` names the oracle. */
export type OracleQuestion =
  | { readonly ask: 'start'; readonly behaviour: OracleBehaviour }
  | { readonly ask: 'reset' | 'record' | 'close'; readonly port: number };

const oracles = new Map<number, Oracle>();

answerQuestions<OracleQuestion>(async (question) => {
  if (question.ask === 'start') {
    const oracle = startOracle(question.behaviour);
    await new Promise<void>((resolve) => oracle.server.listen(0, '127.0.0.1', resolve));
    const { port } = oracle.server.address() as AddressInfo;
    oracles.set(port, oracle);
    return port;
  }
  const oracle = oracles.get(question.port);
  if (question.ask === 'close') oracles.delete(question.port);
  return oracle?.[question.ask]();
});
