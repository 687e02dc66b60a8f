import { createServer, type Server, type Socket } from 'node:net';
import { serverTiming } from '../../core/invocation/evidence-headers.ts';
import { responseBody } from '../../core/service/response.ts';
import { createDetail } from '../detail/detail-recorder.ts';
import { createExecutorEngine } from '../engine/executor-engine.ts';
import type { Scheduler } from '../engine/requester.ts';
import { createHttpRequester } from '../http/http-requester.ts';
import type { PhaseSummary } from '../record/document.ts';
import { createPhaseRecorder } from '../record/phase-recorder.ts';

/**
 * Enough for the code to be loaded and compiled once, in 50 ms. Optimising it would take 2,000 and 200 ms, and much of that
 * would be done again for what a phase does differently.
 */
const requests = 300;
const virtualUsers = 20;
const mostMs = 150;

/**
 * Sends requests from the generator to a server of this process and forgets them, so that the first ones of a phase do
 * not meet code that has never run: their times would be the generator's. Nothing goes to the target. Gives what was
 * recorded, for who wants to know that it was right; without a loopback interface there is no warm-up.
 */
export const warmUpGenerator = async (scheduler: Scheduler): Promise<PhaseSummary | undefined> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('data', () => socket.write(answer, 'latin1'));
    socket.on('error', () => socket.destroy());
  });
  const port = await listen(server);
  if (port === undefined) return undefined;
  const summary = await load(port, scheduler);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  return summary;
};

/** Undefined where that cannot be. */
const listen = (server: Server): Promise<number | undefined> =>
  new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' ? address?.port : undefined);
    });
  });

const load = async (port: number, scheduler: Scheduler): Promise<PhaseSummary> => {
  const { nowUs } = scheduler;
  const requester = createHttpRequester({
    ...{ url: new URL(`http://127.0.0.1:${port}/`), timeoutMs: 1000 },
    ...{ keepAlive: true, check: true, nowUs },
  });
  const engine = createExecutorEngine('http', requester, scheduler);
  const recorder = createPhaseRecorder({
    ...{ name: 'warm-up', startedAt: '', nowUs, openModel: false, detail: createDetail() },
  });
  const { signal } = new AbortController();
  const report = await engine.run(
    {
      ...{ executor: 'shared-iterations', vus: virtualUsers, iterations: requests },
      ...{ maxDurationMs: mostMs, gracefulStopMs: 0, thinkTimeMs: 0 },
    },
    recorder,
    signal,
    { at: () => ({ pixels }) },
  );
  await engine.close();
  return recorder.summarise(report);
};

const pixels = 500;

const body = responseBody({
  context: {
    awsRequestId: '00000000-0000-4000-8000-000000000000',
    deadlineMs: 0,
    invokedFunctionArn: 'arn:aws:lambda:local:000000000000:function:GetFibonacciImage',
    traceId: 'Root=1-00000000-000000000000000000000000',
  },
  now: new Date(0),
  pixels,
  metadata: {
    originalUrl: `https://picsum.photos/${pixels}`,
    redirectedUrl: `generated:spiral/${pixels}`,
    imageLocation: `image/${pixels}.jpg`,
    contentDisposition: null,
    contentType: ['image/jpeg'],
    created: '1970-01-01 00:00:00',
  },
});

const answer = [
  'HTTP/1.1 200 OK',
  'content-type: application/json',
  `content-length: ${body.length}`,
  'x-fibimg-cold-start: false',
  'x-fibimg-outcome: stored',
  'x-fibimg-environment: 0000000000000000',
  `server-timing: ${serverTiming({ queueMs: 0, handlerMs: 0 })}`,
  `\r\n${body}`,
].join('\r\n');
