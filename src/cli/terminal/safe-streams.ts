import { stripVTControlCharacters } from 'node:util';
import { withoutSecrets } from '../../core/secrets.ts';
import type { EnvironmentVariables, Io, OutputStream } from '../../process/io.ts';
import { printable } from '../../report/text/printable.ts';

const usualColumns = 80;

/** The process's streams as all commands use them: a width to rely on, text that cannot steer a terminal, no secrets in it. */
export const withSafeStreams = (io: Io): Io => ({
  ...io,
  stdout: safeStream(io.stdout, io.env),
  stderr: safeStream(io.stderr, io.env),
});

/** Takes what is drawn on a terminal's last line off it, so that text starts on a line of its own. */
const offTheLine = '\r\u001b[K';

const safeStream = (stream: OutputStream, env: EnvironmentVariables): OutputStream => {
  let isDrawn = false;
  return {
    ...stream,
    get repaints() {
      return stream.repaints && stream.columns > 0 && !env['CI'] && env['TERM'] !== 'dumb';
    },
    get columns() {
      if (stream.columns > 0) return stream.columns;
      const asked = Number(env['COLUMNS']);
      return Number.isInteger(asked) && asked > 0 ? asked : usualColumns;
    },
    write: (chunk) => {
      if (typeof chunk !== 'string') return stream.write(chunk);
      const clearing = isDrawn ? offTheLine : '';
      isDrawn = false;
      return stream.write(`${clearing}${printable(withoutSecrets(chunk))}`);
    },
    draw: (text) => {
      const shown = stripVTControlCharacters(text);
      isDrawn = !shown.endsWith('\n') && (isDrawn || shown.trim() !== '');
      return stream.draw(text);
    },
  };
};
