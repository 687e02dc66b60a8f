import { stripVTControlCharacters } from 'node:util';
import type { OnStep } from '../../../bench/phases/system-under-test.ts';
import type { OutputStream } from '../../../process/io.ts';
import {
  type LiveState,
  renderLiveFrame,
  renderLiveLine,
} from '../../../report/bench/live-view.ts';
import { clip, textWidth } from '../../../report/text/ansi.ts';
import { printableLine } from '../../../report/text/printable.ts';

/** Calls back again and again; returns the way to stop. */
type Every = (intervalMs: number, callback: () => void) => () => void;

export interface LiveOptions {
  readonly stream: OutputStream;
  /** `frames` repaint a terminal, `lines` go to a log, `none` is silence. */
  readonly show: 'frames' | 'lines' | 'none';
  readonly colour: boolean;
  readonly every: Every;
  /** The phase that runs now; undefined between phases. */
  readonly state: () => LiveState | undefined;
  /** How long the whole run may take: a long one is logged less often. */
  readonly expectedMs: number;
}

export interface LiveView {
  /** Says what happens between phases, and how far it is, until the next one runs. */
  readonly step: OnStep;
  /** Takes the frame off the terminal, so that what is printed next stands alone. */
  stop(): Promise<void>;
}

/** Five a second: looking at a run costs the generator a little. */
const frameMs = 200;
const mostLines = 60;

/** Shows a run while it goes on. */
export const startLive = (options: LiveOptions): LiveView => {
  if (options.show === 'none') return { step: () => {}, stop: async () => {} };
  return options.show === 'frames' ? startFrames(options) : startLines(options);
};

const startFrames = ({ stream, colour, every, state }: LiveOptions): LiveView => {
  let shown: readonly string[] = [];
  let step: string | undefined;
  let writing = Promise.resolve();
  let busy = false;
  const write = (text: string): void => {
    busy = true;
    writing = stream.draw(text).finally(() => {
      busy = false;
    });
  };
  const paint = (): void => {
    const width = stream.columns - 1;
    const now = state();
    const next =
      now === undefined ? step && [clip(step, width)] : renderLiveFrame(now, width, colour);
    // A terminal that is slower than we are gets fewer frames, never a queue of them.
    if (!next || busy) return;
    const back = upOver(shown, stream.columns);
    shown = next;
    write(`${back}${shown.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
  };
  const stopTimer = every(frameMs, paint);
  const stopResize = stream.onResize(paint);
  return {
    step: (what, progress) => {
      step = progress === undefined ? printableLine(what) : stepBar(what, progress);
      paint();
    },
    stop: async () => {
      stopTimer();
      stopResize();
      await writing;
      if (shown.length > 0) await stream.draw(`${upOver(shown, stream.columns)}\u001b[J`);
      shown = [];
    },
  };
};

const barWidth = 24;

const stepBar = (what: string, { done, total }: { done: number; total: number }): string => {
  const full = Math.round((barWidth * done) / Math.max(1, total));
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${what}: ${done} of ${total}`;
};

/** Back to where a frame began. A terminal made narrower since has broken its lines. */
const upOver = (lines: readonly string[], columns: number): string => {
  const rows = lines.reduce((sum, line) => sum + rowsOf(line, columns), 0);
  return rows === 0 ? '' : `\u001b[${rows}A\r`;
};

const rowsOf = (line: string, columns: number): number =>
  Math.max(1, Math.ceil(textWidth(stripVTControlCharacters(line)) / Math.max(1, columns)));

const startLines = ({ stream, every, state, expectedMs }: LiveOptions): LiveView => {
  let writing = Promise.resolve();
  const said = new Set<string>();
  const intervalMs = Math.max(1000, Math.ceil(expectedMs / mostLines / 1000) * 1000);
  const stopTimer = every(intervalMs, () => {
    const now = state();
    if (now !== undefined) writing = stream.write(`${renderLiveLine(now, stream.columns)}\n`);
  });
  return {
    step: (what) => {
      // Once a line: what is repeated in every round, or is a little further than before, is no news to a log.
      if (said.has(what)) return;
      said.add(what);
      writing = stream.write(`${what}\n`);
    },
    stop: async () => {
      stopTimer();
      await writing;
    },
  };
};
