import { createInterruptController } from '../../../src/cli/terminal/interrupt-controller.ts';
import type { Clock, Rng } from '../../../src/core/service/ports.ts';
import {
  Interruption,
  type InterruptSignal,
  type Io,
  type OutputStream,
} from '../../../src/process/io.ts';

export interface TestIoOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly home?: string;
  readonly userId?: number;
  readonly stdoutIsTTY?: boolean;
  readonly stderrIsTTY?: boolean;
  readonly stdinIsTTY?: boolean;
  readonly columns?: number;
  /** Five, so that a local bench has ten virtual users. */
  readonly cpuCount?: number;
  readonly stdin?: string | Uint8Array;
  /** What a person types, line by line. */
  readonly lines?: readonly string[];
  readonly clock?: Clock;
  readonly rng?: Rng;
}

export interface TestIo extends Io {
  /** All that was written to standard output, as text and as bytes. */
  readonly out: () => string;
  readonly outBytes: () => Buffer;
  readonly err: () => string;
  readonly interruptWith: (signalName: InterruptSignal) => void;
}

/** A process that exists only in memory: streams are captured, time and chance are given. */
export const createTestIo = (options: TestIoOptions = {}): TestIo => {
  const stdout = capture(options.stdoutIsTTY ?? false, options.columns ?? 80);
  const stderr = capture(options.stderrIsTTY ?? false, options.columns ?? 80);
  const interrupt = createInterruptController();
  const lines = [...(options.lines ?? [])];
  return {
    stdin: {
      isTTY: options.stdinIsTTY ?? false,
      readAll: async () => Buffer.from(options.stdin ?? ''),
      readLine: async () => lines.shift(),
    },
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: { XDG_STATE_HOME: process.env['FIBIMG_TEST_STATE_HOME'], ...options.env },
    cwd: options.cwd ?? '/',
    home: options.home ?? '/nowhere',
    platform: 'linux',
    cpuCount: options.cpuCount ?? 5,
    userId: options.userId ?? process.getuid?.(),
    clock: options.clock ?? fixedClock('2026-11-21T10:11:12.345Z'),
    rng: options.rng ?? countingRng(),
    interrupt: interrupt.signal,
    out: () => stdout.bytes().toString('utf8'),
    outBytes: stdout.bytes,
    err: () => stderr.bytes().toString('utf8'),
    interruptWith: (signalName) => interrupt.abort(new Interruption(signalName)),
  };
};

const capture = (isTTY: boolean, columns: number) => {
  const chunks: Buffer[] = [];
  const write = async (chunk: string | Uint8Array): Promise<void> => {
    chunks.push(Buffer.from(chunk));
  };
  const stream: OutputStream = {
    isTTY,
    repaints: isTTY,
    columns,
    write,
    draw: write,
    onResize: () => () => {},
  };
  return { stream, bytes: () => Buffer.concat(chunks) };
};

/** Stands still at one instant; every look at the monotonic clock is a millisecond later. */
export const fixedClock = (iso: string): Clock => {
  let elapsedMs = 0;
  return {
    now: () => new Date(iso),
    elapsedMs: () => {
      elapsedMs += 1;
      return elapsedMs;
    },
  };
};

/** 0, 1, 2, … within each bound; ids that count. */
export const countingRng = (): Rng => {
  let count = 0;
  let ids = 0;
  return {
    below: (bound) => {
      const value = count % bound;
      count += 1;
      return value;
    },
    uuid: () => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    },
  };
};
