import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { execPath } from 'node:process';
import type { Clock } from '../../core/service/ports.ts';
import { createFrameReader, encodeFrame } from './frames.ts';
import type { ProcessGuard } from './process-guard.ts';
import {
  decodeMessage,
  type ErrorPayload,
  encodeInvoke,
  type HandlerResult,
  type InvokeMessage,
} from './protocol.ts';

interface EnvironmentOptions {
  /** JavaScript of `environment-main.ts`. */
  readonly bootstrap: string;
  /** The deployable bundle. */
  readonly bundle: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly initTimeoutMs: number;
  readonly clock: Clock;
  /** Ends the process if this one is killed. */
  readonly guard: ProcessGuard;
  /** Called whenever something is read. */
  readonly turnMs: () => number;
}

/** One execution environment: a child process that runs one invocation at a time. */
export interface Environment {
  /** From spawn to ready. */
  readonly initMs: number;
  /** Settles in every case; what the handler writes meanwhile goes to `onLog`. */
  run(message: InvokeMessage, timeoutMs: number, onLog: (text: string) => void): Promise<RunEnd>;
  isAlive(): boolean;
  /** CPU time of the process, as it said with its last result. */
  cpuMs(): number;
  /** Ends the process; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when the process has ended, whatever ended it. */
  readonly gone: Promise<void>;
}

export type RunEnd =
  | { readonly kind: 'result'; readonly result: HandlerResult }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'exit'; readonly error: ErrorPayload };

/** The environment did not become ready. `initMs` is how long it tried. */
export class InitFailure extends Error {
  readonly error: ErrorPayload;
  readonly initMs: number;

  constructor(error: ErrorPayload, initMs: number) {
    super(error.errorMessage);
    this.error = error;
    this.initMs = initMs;
  }
}

/**
 * Starts an environment; resolves when its bundle is imported, else throws an `InitFailure` when its process is gone.
 * An abort ends one that is still starting.
 */
export const startEnvironment = async (
  options: EnvironmentOptions,
  signal: AbortSignal,
): Promise<Environment> => {
  const { clock, initTimeoutMs } = options;
  const startedMs = clock.elapsedMs();
  const child = spawn(execPath, [options.bootstrap, options.bundle, 'handler'], {
    cwd: dirname(options.bundle),
    env: { ...options.variables },
    // A crash's last words bypass the channel, which is the fourth.
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const gone = goneWith(child, options.guard);
  const kill = (): Promise<void> => {
    child.kill('SIGKILL');
    return gone;
  };
  const channel = openChannel(child, options.turnMs);
  const onAbort = (): void => void kill();
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  const end = await channel.next('ready', initTimeoutMs, () => {});
  signal.removeEventListener('abort', onAbort);
  const initMs = clock.elapsedMs() - startedMs;
  if (end.kind === 'ready') return wrap(channel, { initMs, gone, kill });
  await kill();
  throw new InitFailure(end.kind === 'exit' ? end.error : initTimedOut(initTimeoutMs), initMs);
};

/** Resolves when the process has ended and been waited for, or never started. */
const goneWith = (child: ChildProcess, guard: ProcessGuard): Promise<void> => {
  const { pid } = child;
  if (pid === undefined) return Promise.resolve();
  guard.watch(pid);
  return new Promise((resolve) => {
    child.once('exit', () => {
      guard.forget(pid);
      resolve();
    });
  });
};

const wrap = (
  channel: Channel,
  { initMs, gone, kill }: Pick<Environment, 'initMs' | 'gone' | 'kill'>,
): Environment => {
  // A killed process lives on for a moment.
  let condemned = false;
  let cpuMs = 0;
  const condemn = (): Promise<void> => {
    condemned = true;
    return kill();
  };
  return {
    initMs,
    gone,
    kill: condemn,
    run: async (message, timeoutMs, onLog) => {
      const ending = channel.next('result', timeoutMs, onLog);
      channel.send(message);
      const end = await ending;
      if (end.kind === 'result') {
        onLog(end.result.log);
        cpuMs = end.result.cpuMs;
        return end;
      }
      void condemn();
      if (end.kind === 'ready') throw new TypeError('an environment became ready twice');
      return end;
    },
    isAlive: () => !condemned && channel.isOpen(),
    cpuMs: () => cpuMs,
  };
};

type End = RunEnd | { readonly kind: 'ready' };

interface Channel {
  /** What comes first: what is awaited, the time-out, or the end of the process. One call at a time. */
  next(awaited: 'ready' | 'result', timeoutMs: number, onLog: (text: string) => void): Promise<End>;
  send(message: InvokeMessage): void;
  isOpen(): boolean;
}

interface Waiting {
  readonly awaited: 'ready' | 'result';
  onLog(text: string): void;
  settle(end: End): void;
}

/** What comes while nobody waits shows at the next invocation: the process is then found dead, or is not. */
const openChannel = (child: ChildProcess, turnMs: () => number): Channel => {
  const [, , , socket] = child.stdio;
  if (!(socket instanceof Socket)) throw new TypeError('the channel is not a socket');
  let isOpen = true;
  let waiting: Waiting | undefined;
  const end = (error: ErrorPayload): void => waiting?.settle({ kind: 'exit', error });
  const read = createFrameReader((text) => {
    const message = decodeMessage(text);
    if (waiting === undefined || message === undefined) return;
    if (message.type === 'log') waiting.onLog(message.text);
    else if (message.type === 'broken') end(message.error);
    else if (message.type === waiting.awaited) {
      const { type } = message;
      waiting.settle(type === 'ready' ? { kind: type } : { kind: type, result: message });
    }
  });
  socket.on('data', (bytes: Buffer) => {
    turnMs();
    try {
      read(bytes);
    } catch {
      // A handler wrote into the channel: it leads nowhere any more, and the child ends.
      socket.destroy();
    }
  });
  socket.on('close', () => {
    isOpen = false;
  });
  socket.on('error', () => {});
  child.stderr?.setEncoding('utf8').on('data', (text: string) => waiting?.onLog(text));
  child.on('close', (code, signal) => end(exitError(code, signal)));
  child.on('error', ({ message }) =>
    end({ errorType: 'Runtime.ExitError', errorMessage: message }),
  );
  return {
    next: (awaited, timeoutMs, onLog) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => waiting?.settle({ kind: 'timeout' }), timeoutMs);
        waiting = {
          awaited,
          onLog,
          settle: (ended) => {
            clearTimeout(timer);
            waiting = undefined;
            resolve(ended);
          },
        };
        if (!isOpen) end(exitError(child.exitCode, child.signalCode));
      }),
    send: (message) => void socket.write(encodeFrame(encodeInvoke(message))),
    isOpen: () => isOpen,
  };
};

const exitError = (code: number | null, signal: string | null): ErrorPayload => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `Runtime exited with error: ${signal === null ? `exit status ${code}` : `signal: ${signal}`}`,
});

const initTimedOut = (timeoutMs: number): ErrorPayload => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `Initialisation timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
});
