import { type ChildProcess, fork } from 'node:child_process';
import { dirname } from 'node:path';
import type { Clock } from '../../core/service/ports.ts';
import type { EnvironmentMessage, ErrorPayload, InvokeMessage, Result } from './protocol.ts';

export interface EnvironmentOptions {
  /** JavaScript of `environment-main.ts`. */
  readonly bootstrap: string;
  /** The deployable bundle. */
  readonly bundle: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly initTimeoutMs: number;
  readonly clock: Clock;
}

/** One execution environment: a child process that runs one invocation at a time. */
export interface Environment {
  /** From spawn to ready. */
  readonly initMs: number;
  /** Settles in every case; what the handler writes meanwhile goes to `onLog`. */
  run(message: InvokeMessage, timeoutMs: number, onLog: (text: string) => void): Promise<RunEnd>;
  isAlive(): boolean;
  /** Calls back when the process has ended. */
  onExit(listener: () => void): void;
  kill(): void;
}

export type RunEnd =
  | { readonly kind: 'result'; readonly result: Result }
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

/** Starts an environment; resolves when its bundle is imported, else throws an `InitFailure`. */
export const startEnvironment = async (options: EnvironmentOptions): Promise<Environment> => {
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
  // Whatever goes wrong between invocations shows at the next one.
  child.on('error', () => {});
  const end = await firstEnd(child, 'ready', initTimeoutMs, () => {});
  const initMs = clock.elapsedMs() - startedMs;
  if (end.kind !== 'message') {
    child.kill('SIGKILL');
    throw new InitFailure(end.kind === 'exit' ? end.error : initTimedOut(initTimeoutMs), initMs);
  }
  return wrap(child, initMs);
};

const wrap = (child: ChildProcess, initMs: number): Environment => {
  // A killed process lives on for a moment.
  let condemned = false;
  const kill = (): void => {
    condemned = true;
    child.kill('SIGKILL');
  };
  return {
    initMs,
    run: async (message, timeoutMs, onLog) => {
      const ending = firstEnd(child, 'result', timeoutMs, onLog);
      child.send(message, () => {});
      const end = await ending;
      if (end.kind === 'message') {
        onLog(end.message.log);
        return { kind: 'result', result: end.message };
      }
      kill();
      return end;
    },
    isAlive: () => !condemned && child.connected,
    onExit: (listener) => {
      child.once('exit', listener);
    },
    kill,
  };
};

type MessageOf<T extends EnvironmentMessage['type']> = Extract<EnvironmentMessage, { type: T }>;

type End<T extends EnvironmentMessage['type']> =
  | { readonly kind: 'message'; readonly message: MessageOf<T> }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'exit'; readonly error: ErrorPayload };

/** What comes first: the awaited message, the time-out, or the end of the process. */
const firstEnd = <T extends 'ready' | 'result'>(
  child: ChildProcess,
  awaited: T,
  timeoutMs: number,
  onLog: (text: string) => void,
): Promise<End<T>> =>
  new Promise((resolve) => {
    const finish = (end: End<T>): void => {
      clearTimeout(timer);
      child.off('message', onMessage).off('close', onClose).off('error', onError);
      child.stderr?.off('data', onText);
      resolve(end);
    };
    const onMessage = (message: EnvironmentMessage): void => {
      if (message.type === 'log') onLog(message.text);
      else if (message.type === 'broken') finish({ kind: 'exit', error: message.error });
      else if (isA(message, awaited)) finish({ kind: 'message', message });
    };
    const onText = (text: string): void => onLog(text);
    const onClose = (code: number | null, signal: string | null): void =>
      finish({ kind: 'exit', error: exitError(code, signal) });
    const onError = (error: Error): void =>
      finish({
        kind: 'exit',
        error: { errorType: 'Runtime.ExitError', errorMessage: error.message },
      });
    const timer = setTimeout(() => finish({ kind: 'timeout' }), timeoutMs);
    child.on('message', onMessage).on('close', onClose).on('error', onError);
    child.stderr?.setEncoding('utf8').on('data', onText);
    if (!child.connected) onClose(child.exitCode, child.signalCode);
  });

const isA = <T extends EnvironmentMessage['type']>(
  message: EnvironmentMessage,
  type: T,
): message is MessageOf<T> => message.type === type;

const exitError = (code: number | null, signal: string | null): ErrorPayload => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `Runtime exited with error: ${signal === null ? `exit status ${code}` : `signal: ${signal}`}`,
});

const initTimedOut = (timeoutMs: number): ErrorPayload => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `Initialisation timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
});
