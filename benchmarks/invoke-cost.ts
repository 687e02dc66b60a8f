/**
 * What the client itself adds to a direct invocation: the SDK beside node:http signed by aws4, in alternating rounds
 * against a server in a process of its own that answers at once, or after 100 ms, with a log tail.
 * Run: npx tsx benchmarks/invoke-cost.ts [rounds]
 */
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { createAwsClients } from '../src/aws/client/clients.ts';
import { findLambdaAddress } from '../src/aws/invoke/lambda-address.ts';
import { createLambdaInvoker } from '../src/aws/invoke/lambda-invoker.ts';
import { createLoadInvoker } from '../src/aws/invoke/load-invoker.ts';
import type { FunctionInvoker } from '../src/core/invocation/invoker.ts';

const timeoutMs = 10_000;
const callers = 200;

const serve = (): void => {
  const body = JSON.stringify({ statusCode: 200, body: 'x'.repeat(800) });
  const headers = { 'X-Amz-Log-Result': Buffer.from('y'.repeat(3000)).toString('base64') };
  const server = createServer((request, response) => {
    request.resume();
    const answer = () => response.writeHead(200, headers).end(body);
    if (request.url?.includes('/slow/')) setTimeout(answer, 100);
    else answer();
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' ? address?.port : undefined);
  });
};

const openInvokers = async (port: number): Promise<ReadonlyMap<string, FunctionInvoker>> => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
  const endpointUrl = `http://127.0.0.1:${port}`;
  const options = { region: 'eu-west-1', endpointUrl, timeoutMs };
  const clients = createAwsClients({ ...options, maxAttempts: 1, maxSockets: callers });
  const client = await clients.lambda();
  const credentials = () => client.config.credentials();
  const address = await findLambdaAddress(clients);
  return new Map([
    ['SDK', createLambdaInvoker({ client, timeoutMs })],
    ['node:http', createLoadInvoker({ ...address, credentials, maxSockets: callers, timeoutMs })],
  ]);
};

const payload = new TextEncoder().encode('{"int":1}');

/** `count` calls by `workers` callers; latencies in ascending order, and calls a second. */
const load = async (
  invoker: FunctionInvoker,
  functionName: string,
  workers: number,
  count: number,
) => {
  const latencies: number[] = [];
  const call = { functionName, payload, mode: 'request', logTail: true } as const;
  const startedMs = performance.now();
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const sentMs = performance.now();
      await invoker.invoke(call);
      latencies.push(performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  const rate = count / ((performance.now() - startedMs) / 1000);
  return { latencies: latencies.sort((a, b) => a - b), rate };
};

const compare = async (rounds: number): Promise<void> => {
  const child = fork(import.meta.filename, ['serve']);
  const port = await new Promise<number>((resolve) => child.once('message', resolve));
  const invokers = await openInvokers(port);
  for (const invoker of invokers.values()) await load(invoker, 'slow', callers, callers * 2);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, invoker] of invokers) {
      const { rate } = await load(invoker, 'fast', 50, 3000);
      const { latencies } = await load(invoker, 'slow', callers, callers * 5);
      const at = (share: number) => latencies[Math.floor(latencies.length * share)]?.toFixed(1);
      console.log(
        `${round} ${name.padEnd(10)} ${rate.toFixed(0).padStart(5)} calls/s of 50; 100 ms under ${callers}: p50 ${at(0.5)}, p95 ${at(0.95)} ms`,
      );
    }
  }
  for (const invoker of invokers.values()) await invoker.close();
  child.kill();
};

if (process.argv[2] === 'serve') serve();
else await compare(Number(process.argv[2] ?? 3));
