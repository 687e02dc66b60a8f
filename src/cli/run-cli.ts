import packageJson from '../../package.json' with { type: 'json' };
import type { Services } from '../commands/command/services.ts';
import { readConfigFiles } from '../config/config-file.ts';
import type { Settings } from '../config/settings.ts';
import { debugVariable, unknownVariables } from '../config/unknown-variables.ts';
import { Interruption, type Io } from '../process/io.ts';
import { fitted } from '../report/text/fitted.ts';
import { type ParsedLine, parseCommandLine } from './argv/command-line.ts';
import { commands } from './argv/commands.ts';
import { exitCodeOfSignal, exitOk, exitUsage } from './terminal/exit-codes.ts';
import { describeFailure } from './terminal/failure.ts';
import { createReporter } from './terminal/reporter.ts';
import { withSafeStreams } from './terminal/safe-streams.ts';

/** Makes the adapters' factories for one command's settings. */
export type ServicesFactory = (io: Io, settings: Settings) => Services | Promise<Services>;

/** One run of the product, from argv to exit code. Nothing in here touches the process itself. */
export const runCli = async (
  argv: readonly string[],
  process: Io,
  createServices: ServicesFactory,
): Promise<number> => {
  const io = withSafeStreams(process);
  let line: ParsedLine | undefined;
  try {
    line = await parseCommandLine(
      argv,
      commands,
      packageJson.version,
      io.stdout.isTTY ? io.stdout.columns : undefined,
    );
    if (line.kind === 'text') return await printText(argv, io, line.text);
    const exitCode = await runCommand(line, argv, io, createServices);
    const { reason } = io.interrupt;
    return reason instanceof Interruption ? exitCodeOfSignal[reason.signalName] : exitCode;
  } catch (thrown) {
    const json = argv.includes('--json');
    const failure = describeFailure(thrown, {
      command: line?.kind === 'run' ? line.command.name : undefined,
      json,
      verbose: argv.includes('--verbose') || argv.includes('-v') || Boolean(io.env[debugVariable]),
    });
    await io.stderr.write(`${json ? failure.text : fitted(failure.text, io.stderr)}\n`);
    return failure.exitCode;
  }
};

/** Bare `fibimg` is a question that was not finished: help, but on standard error. */
const printText = async (argv: readonly string[], io: Io, text: string): Promise<number> => {
  const asked = argv.some((word) => /^(-h|--help|help|-V|--version)$/.test(word));
  await (asked ? io.stdout : io.stderr).write(text);
  return asked ? exitOk : exitUsage;
};

const runCommand = async (
  { command, given }: Extract<ParsedLine, { kind: 'run' }>,
  argv: readonly string[],
  io: Io,
  createServices: ServicesFactory,
): Promise<number> => {
  const isOn = (key: string): boolean => given(key)[0] === 'true';
  const report = createReporter(io, {
    json: isOn('json'),
    quiet: isOn('quiet'),
    verbose: isOn('verbose'),
    color: given('color').length === 0,
  });
  const { env, home, platform, cwd, userId } = io;
  const { files, warnings } = await readConfigFiles({ env, home, platform, cwd, userId });
  // Not for --quiet to hide: they say whom this run trusts.
  for (const warning of warnings) await io.stderr.write(`fibimg: ${warning}\n`);
  for (const warning of unknownVariables(env)) report.note(`fibimg: ${warning}`);
  const { settings, run } = await command.prepare({
    ...{ given, files, io, report, place: { env, home, platform } },
    read: async (path) => {
      const { createFileService } = await import('./files/file-service.ts');
      const { readNamed } = await import('../commands/command/read-named.ts');
      return readNamed({ io, report, services: createFileService(io) }, path);
    },
  });
  return run({ io, argv, settings, services: await createServices(io, settings), report });
};
