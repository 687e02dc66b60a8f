import { type ChildProcess, fork } from 'node:child_process';
import { dirname } from 'node:path';
import type { Clock } from '../../core/service/ports.ts';
import type { ProcessGuard } from './process-guard.ts';
import {
  type ErrorPayload,
  type HandlerResult,
  type InvokeMessage,
  readMessage,
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
}

/** One execution environment: a child process that runs one invocation at a time. */
export interface Environment {
  /** From spawn to ready. */
  readonly initMs: number;
  /** Settles in every case; what the handler writes meanwhile goes to `onLog`. */
  run(message: InvokeMessage, timeoutMs: number, onLog: (text: string) => void): Promise<RunEnd>;
  isAlive(): boolean;
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
  const child = fork(options.bootstrap, [options.bundle, 'handler'], {
    cwd: dirname(options.bundle),
    env: { ...options.variables },
    // None of the parent's: its loaders and flags are not the function's.
    execArgv: [],
    // A crash's last words bypass the channel.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const gone = goneWith(child, options.guard);
  const kill = (): Promise<void> => {
    child.kill('SIGKILL');
    return gone;
  };
  const channel = openChannel(child);
  const onAbort = (): void => void kill();
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  const end = await channel.next('ready', initTimeoutMs, () => {});
  signal.removeEventListener('abort', onAbort);
  const initMs = clock.elapsedMs() - startedMs;
  if (end.kind === 'ready') return wrap(child, channel, { initMs, gone, kill });
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
  child: ChildProcess,
  channel: Channel,
  { initMs, gone, kill }: Pick<Environment, 'initMs' | 'gone' | 'kill'>,
): Environment => {
  // A killed process lives on for a moment.
  let condemned = false;
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
      child.send(message, () => {});
      const end = await ending;
      if (end.kind === 'result') {
        onLog(end.result.log);
        return end;
      }
      void condemn();
      if (end.kind === 'ready') throw new TypeError('an environment became ready twice');
      return end;
    },
    isAlive: () => !condemned && child.connected,
  };
};

type End = RunEnd | { readonly kind: 'ready' };

interface Channel {
  /** What comes first: what is awaited, the time-out, or the end of the process. One call at a time. */
  next(awaited: 'ready' | 'result', timeoutMs: number, onLog: (text: string) => void): Promise<End>;
}

interface Waiting {
  readonly awaited: 'ready' | 'result';
  onLog(text: string): void;
  settle(end: End): void;
}

/** What comes while nobody waits shows at the next invocation: the process is then found dead, or is not. */
const openChannel = (child: ChildProcess): Channel => {
  let waiting: Waiting | undefined;
  const end = (error: ErrorPayload): void => waiting?.settle({ kind: 'exit', error });
  child.on('message', (raw: unknown) => {
    const message = readMessage(raw);
    if (waiting === undefined || message === undefined) return;
    if (message.type === 'log') waiting.onLog(message.text);
    else if (message.type === 'broken') end(message.error);
    else if (message.type === waiting.awaited) {
      const { type } = message;
      waiting.settle(type === 'ready' ? { kind: type } : { kind: type, result: message });
    }
  });
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
        if (!child.connected) end(exitError(child.exitCode, child.signalCode));
      }),
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
