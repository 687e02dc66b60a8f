import type { Io } from '../../process/io.ts';
import { progressText } from '../../report/upkeep/progress-text.ts';
import type { Reporter } from './command.ts';

interface ProgressDisplay {
  update(done: number): void;
  stop(): Promise<void>;
}

const lineEveryMs = 1_000;

/** How far long work is, on standard error: a bar on a terminal, elsewhere at most a line a second. */
export const startProgress = (
  io: Io,
  report: Reporter,
  { verb, total }: { readonly verb: string; readonly total: number },
): ProgressDisplay => {
  if (report.quiet) return { update: () => {}, stop: async () => {} };
  const startedMs = io.clock.elapsedMs();
  const textAt = (done: number): string =>
    progressText({ verb, done, total, elapsedMs: io.clock.elapsedMs() - startedMs });
  return io.stderr.repaints ? startBar(io, total, textAt) : startLines(io, report, textAt);
};

const startLines = (
  io: Io,
  report: Reporter,
  textAt: (done: number) => string,
): ProgressDisplay => {
  let lastMs = io.clock.elapsedMs();
  return {
    update: (done) => {
      const nowMs = io.clock.elapsedMs();
      if (nowMs - lastMs < lineEveryMs) return;
      lastMs = nowMs;
      report.note(textAt(done));
    },
    stop: async () => {},
  };
};

const startBar = (io: Io, total: number, textAt: (done: number) => string): ProgressDisplay => {
  let done = 0;
  const opening = import('../../report/text/progress-bar.ts').then(({ openProgressBar }) =>
    openProgressBar(io.stderr, total),
  );
  return {
    update: (value) => {
      done = value;
      void opening.then((bar) => bar.update(done, textAt(done)));
    },
    stop: async () => (await opening).stop(),
  };
};
