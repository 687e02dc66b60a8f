/**
 * The inside of one local execution environment: a process of its own that imports the deployable bundle and runs
 * one invocation after the other, as Lambda's Node.js runtime does. Arguments: the bundle's path, the handler's name.
 */
import { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { createFrameReader, encodeFrame } from './frames.ts';
import {
  decodeInvoke,
  type EnvironmentMessage,
  type ErrorPayload,
  encodeMessage,
  type InvokeMessage,
} from './protocol.ts';

type Handler = (
  event: unknown,
  context: unknown,
  callback: (error: unknown, result?: unknown) => void,
) => unknown;

/** To the parent. Not Node's own channel: this one costs half of it, and a function on Lambda has none. */
const channel = new Socket({ fd: 3, readable: true, writable: true });
const send = (message: EnvironmentMessage): void => {
  channel.write(encodeFrame(encodeMessage(message)));
};

let written = '';
const takeWritten = (): string => {
  const text = written;
  written = '';
  return text;
};
const sendWritten = (): void => {
  if (written !== '') send({ type: 'log', text: takeWritten() });
};

/**
 * Output goes through the channel, so that it is there with the result of the invocation that wrote it: in the
 * result's own message, or in one before it when the handler has more to do.
 */
const captureOutput = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
      if (written === '') setImmediate(sendWritten);
      written += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      for (const callback of rest) if (typeof callback === 'function') callback();
      return true;
    };
  }
  process.on('exit', sendWritten);
};

const errorPayload = (thrown: unknown): ErrorPayload => {
  if (!(thrown instanceof Error)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  const trace = (thrown.stack ?? '').split('\n');
  return { errorType: thrown.name, errorMessage: thrown.message, trace };
};

const load = async (bundle: string, name: string): Promise<Handler> => {
  const module: Record<string, unknown> = await import(pathToFileURL(bundle).href);
  const handler = module[name];
  if (typeof handler === 'function') return (...call) => handler(...call);
  throw Object.assign(new Error(`index.${name} is undefined or not exported`), {
    name: 'Runtime.HandlerNotFound',
  });
};

/** A bundle that cannot be imported, under the runtime's names for that. */
const loadError = (thrown: unknown): ErrorPayload => {
  const error = errorPayload(thrown);
  if (thrown instanceof SyntaxError) return { ...error, errorType: 'Runtime.UserCodeSyntaxError' };
  const isMissing =
    thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND';
  return isMissing ? { ...error, errorType: 'Runtime.ImportModuleError' } : error;
};

const contextOf = (message: InvokeMessage) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
  functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
  memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
  logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
  logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
  invokedFunctionArn: message.functionArn,
  awsRequestId: message.requestId,
  clientContext: message.clientContext && JSON.parse(message.clientContext),
  getRemainingTimeInMillis: () => message.deadlineMs - Date.now(),
});

const call = (handler: Handler, message: InvokeMessage): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const returned = handler(JSON.parse(message.event), contextOf(message), (error, result) =>
      error ? reject(error) : resolve(result),
    );
    if (typeof returned === 'object' && returned !== null && 'then' in returned) resolve(returned);
  });

/** Asking takes a fifth of a millisecond, so invocations in quick succession share an answer. */
const memoryEveryMs = 100;
let memory = { maxMb: 0, askedMs: Number.NEGATIVE_INFINITY };
const maxMemoryMb = (): number => {
  const nowMs = performance.now();
  if (nowMs - memory.askedMs >= memoryEveryMs) {
    const mb = Math.ceil(process.memoryUsage.rss() / 2 ** 20);
    memory = { maxMb: Math.max(memory.maxMb, mb), askedMs: nowMs };
  }
  return memory.maxMb;
};

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const run = async (handler: Handler, message: InvokeMessage): Promise<void> => {
  process.env['_X_AMZN_TRACE_ID'] = message.traceId;
  const startedMs = performance.now();
  const outcome = await call(handler, message).then(
    (value) => ({ ok: true, payload: JSON.stringify(value) ?? 'null' }),
    (thrown) => ({ ok: false, payload: JSON.stringify(errorPayload(thrown)) }),
  );
  const durationMs = performance.now() - startedMs;
  send({
    type: 'result',
    ...outcome,
    durationMs,
    maxMemoryMb: maxMemoryMb(),
    cpuMs: cpuMs(),
    log: takeWritten(),
  });
};

// The parent is gone, however it ended: so is this environment.
channel.on('close', () => process.exit(0)).on('error', () => {});
// A Ctrl-C reaches the whole group of processes; the parent drains, and then ends this one.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => process.exit(0));

captureOutput();
const [bundle = '', name = 'handler'] = process.argv.slice(2);
try {
  const handler = await load(bundle, name);
  const read = createFrameReader((text) => void run(handler, decodeInvoke(text)));
  channel.on('data', read);
  send({ type: 'ready' });
} catch (thrown) {
  send({ type: 'broken', error: loadError(thrown) });
}
