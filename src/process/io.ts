import type { Clock, Rng } from '../core/service/ports.ts';

/**
 * Everything the process is to the product: the only way in for time, randomness, environment, streams and
 * signals. `src/cli/terminal/node-io.ts` makes the real one, `test/support/cli/test-io.ts` one that captures.
 */
export interface Io {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: EnvironmentVariables;
  readonly cwd: string;
  readonly home: string;
  readonly platform: string;
  /** Cores that this process may use. */
  readonly cpuCount: number;
  /** Whom the process runs as; undefined where the system numbers no users. */
  readonly userId: number | undefined;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Aborted by the first `InterruptSignal`, with an `Interruption` as its reason; the second ends the process. */
  readonly interrupt: AbortSignal;
}

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

export interface OutputStream {
  readonly isTTY: boolean;
  /** Whether progress may be drawn over itself: on a terminal whose width is known, unless the environment forbids it. */
  readonly repaints: boolean;
  /** Width of the lines: the terminal's, else `COLUMNS`, else 80. Of the process's own stream 0 where it is not known. */
  readonly columns: number;
  /**
   * Resolves when the bytes have been handed over; a closed pipe is a normal end and resolves too. Of text, control
   * characters but line ends, tabs and our colours are shown as escapes, and secrets hidden: names and answers of others
   * may hold any. Bytes pass as they are.
   */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Text whose control characters are our own: the frames of progress. */
  draw(text: string): Promise<void>;
  /** Calls back when the terminal is resized; returns the way to stop that. */
  onResize(listener: () => void): () => void;
}

export interface InputStream {
  readonly isTTY: boolean;
  /** All of standard input. */
  readAll(): Promise<Uint8Array>;
  /** One line as a person types it, without its line end; undefined at the end of input. */
  readLine(): Promise<string | undefined>;
}

/** Ctrl-C, a service manager, and a terminal or connection that was closed. */
export type InterruptSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export class Interruption extends Error {
  readonly signalName: InterruptSignal;

  constructor(signalName: InterruptSignal) {
    super(`interrupted by ${signalName}`);
    this.name = 'Interruption';
    this.signalName = signalName;
  }
}
