import { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';

interface Terminal {
  readonly columns: number;
  draw(text: string): Promise<void>;
}

/**
 * The library remembers the place where the bar began and goes back there to remove it, which is another line once a
 * note has moved the bar down.
 */
const withoutPlace = (chunk: string): string =>
  chunk.replaceAll('\u001b7', '').replaceAll('\u001b8', '');

/** A bar that draws itself over and over on one line of a terminal, and goes away when it stops. */
export const openProgressBar = (terminal: Terminal, total: number) => {
  const stream = Object.assign(
    new Writable({
      decodeStrings: false,
      write: (chunk: string, _, done) =>
        void terminal.draw(withoutPlace(chunk)).then(() => done(), done),
    }),
    { isTTY: true, columns: terminal.columns, getWindowSize: () => [terminal.columns, 24] },
  );
  const bar = new SingleBar({
    format: '{bar} {text}',
    stream,
    fps: 10,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    linewrap: null,
    gracefulExit: false,
  });
  bar.start(total, 0, { text: '' });
  return {
    update: (done: number, text: string): void => bar.update(done, { text }),
    /** Resolves when the bar has gone from the terminal: what is printed before that would be drawn over. */
    stop: (): Promise<void> => {
      bar.stop();
      return new Promise((resolve) => stream.end(resolve));
    },
  };
};
