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

const safeStream = (stream: OutputStream, env: EnvironmentVariables): OutputStream => ({
  ...stream,
  get repaints() {
    return stream.repaints && stream.columns > 0 && !env['CI'] && env['TERM'] !== 'dumb';
  },
  get columns() {
    if (stream.columns > 0) return stream.columns;
    const asked = Number(env['COLUMNS']);
    return Number.isInteger(asked) && asked > 0 ? asked : usualColumns;
  },
  write: (chunk) =>
    stream.write(typeof chunk === 'string' ? printable(withoutSecrets(chunk)) : chunk),
});
