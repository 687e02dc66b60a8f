import type { CommandContext } from './command.ts';

/** What a command line names to be read: a file, or `-` for standard input. */
export const readNamed = async (
  { io, services, report }: CommandContext,
  name: string,
): Promise<Uint8Array> => {
  if (name !== '-') return services.readFile(name);
  if (io.stdin.isTTY) report.note('reading what you type: Ctrl-D ends it');
  return io.stdin.readAll();
};
