import type { CommandContext, Reporter } from './command.ts';
import type { Services } from './services.ts';

type Reading = Pick<CommandContext, 'io'> & {
  readonly report: Pick<Reporter, 'note'>;
  readonly services: Pick<Services, 'readFile'>;
};

/** What a command line names to be read: a file, or `-` for standard input. */
export const readNamed = async (
  { io, services, report }: Reading,
  name: string,
): Promise<Uint8Array> => {
  if (name !== '-') return services.readFile(name);
  if (io.stdin.isTTY) report.note('reading what you type: Ctrl-D ends it');
  return io.stdin.readAll();
};
