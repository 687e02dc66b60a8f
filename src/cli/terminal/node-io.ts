import { availableParallelism, homedir } from 'node:os';
import type { WriteStream } from 'node:tty';
import { codeOf, FibimgError } from '../../core/error.ts';
import { systemErrorText } from '../../core/system-error-text.ts';
import { type InputStream, Interruption, type Io, type OutputStream } from '../../process/io.ts';
import { exitCodeOfSignal } from './exit-codes.ts';
import { createInterruptController } from './interrupt-controller.ts';

/** The process as it is: the one home of `process.*`. */
export const createNodeIo = (): Io => {
  const interrupt = interruptSignal();
  return {
    stdin: nodeInput(interrupt),
    stdout: nodeOutput(process.stdout, 'standard output'),
    stderr: nodeOutput(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    platform: process.platform,
    cpuCount: availableParallelism(),
    userId: process.getuid?.(),
    clock: { now: () => new Date(), elapsedMs },
    rng: {
      // Loaded when first asked: half of all commands draw nothing, and start the faster for it.
      below: (bound) => process.getBuiltinModule('node:crypto').randomInt(bound),
      uuid: () => process.getBuiltinModule('node:crypto').randomUUID(),
    },
    interrupt,
  };
};

/** The machine's clock, the same in all processes. `performance` would be loaded first, and begins with the process. */
const elapsedMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** `timeout` and shells send a signal to the process and to its group, so that one arrives twice. */
const sameSignalMs = 1000;

/** The first signal asks for a clean end, the second ends the process at once. */
const interruptSignal = (): AbortSignal => {
  const controller = createInterruptController();
  let firstMs = 0;
  for (const signalName of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signalName, () => {
      if (controller.signal.aborted) {
        if (elapsedMs() - firstMs < sameSignalMs) return;
        if (process.stderr.isTTY) process.stderr.write('\x1b[?25h');
        process.exit(exitCodeOfSignal[signalName]);
      }
      firstMs = elapsedMs();
      controller.abort(new Interruption(signalName));
    });
  }
  return controller.signal;
};

/** Without a name its failures are nobody's to hear of: those of standard error cannot be told. */
const nodeOutput = (stream: WriteStream, name?: string): OutputStream => {
  let failure: unknown;
  stream.on('error', (error) => {
    failure ??= error;
  });
  const write = async (chunk: string | Uint8Array): Promise<void> => {
    if (chunk.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      stream.write(chunk, (error) => (error ? reject(error) : resolve()));
    }).catch((thrown: unknown) => {
      failure ??= thrown;
    });
    // A reader that has had enough (`| head`) is a normal end: what follows goes nowhere.
    if (failure === undefined || name === undefined || codeOf(failure) === 'EPIPE') return;
    throw new FibimgError('output', `cannot write to ${name}`, {
      why: systemErrorText(failure),
      hint: 'make room, or send it elsewhere',
      cause: failure,
    });
  };
  return {
    isTTY: stream.isTTY === true,
    repaints: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 0;
    },
    write,
    draw: write,
    onResize: (listener) => {
      stream.on('resize', listener);
      return () => stream.off('resize', listener);
    },
  };
};

const nodeInput = (interrupt: AbortSignal): InputStream => ({
  get isTTY() {
    return process.stdin.isTTY === true;
  },
  readAll: async () => {
    const { boundedBytes } = await import('./bounded-bytes.ts');
    const { addAbortSignal } = await import('node:stream');
    try {
      return await boundedBytes(addAbortSignal(interrupt, process.stdin));
    } catch (thrown) {
      interrupt.throwIfAborted();
      if (!(thrown instanceof RangeError)) throw thrown;
      throw new FibimgError('usage', 'cannot read standard input', {
        why: thrown.message,
        hint: 'send less, or check what is sent',
        cause: thrown,
      });
    }
  },
  readLine: async () => {
    const { createInterface } = await import('node:readline');
    const lines = createInterface({ input: process.stdin, signal: interrupt });
    try {
      for await (const line of lines) return line;
      interrupt.throwIfAborted();
      return undefined;
    } finally {
      lines.close();
      process.stdin.unref?.();
    }
  },
});
