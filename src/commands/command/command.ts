import type { Settings } from '../../config/settings.ts';
import type { Io } from '../../process/io.ts';
import type { CommandInput } from './input.ts';
import type { Services } from './services.ts';

/** One command as data: what help, completion and the parser need, without loading what it does. */
export interface Command {
  readonly name: string;
  /** One sentence, no full stop. */
  readonly summary: string;
  /** A paragraph or more for the command's own help. */
  readonly description?: string;
  /** In commander's syntax: `[name]`, `<file>`, `<files...>`. */
  readonly args?: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** Lines that run as printed, with what they are for. */
  readonly examples: readonly Example[];
  readonly load: () => Promise<CommandModule>;
}

export interface ArgumentSpec {
  readonly syntax: string;
  readonly summary: string;
}

export interface OptionSpec {
  /** In commander's syntax: `-o, --output <file>`. */
  readonly flags: string;
  readonly summary: string;
  /** What holds when the option is absent, as shown in help. Defaults themselves live with the settings or the command. */
  readonly defaultText?: string;
  /** May be given more than once; otherwise a second one is a usage error. */
  readonly repeatable?: boolean;
  readonly env?: string;
}

export interface Example {
  readonly line: string;
  readonly what: string;
}

export interface CommandModule {
  /**
   * Puts behind the command line what a file says that it names, before any setting is read. `read` takes a path, or
   * `-` for standard input.
   */
  complete?(
    input: CommandInput,
    read: (path: string) => Promise<Uint8Array>,
  ): Promise<CommandInput>;
  /** Parses purely, calls one use case, renders, and returns the exit code. */
  run(context: CommandContext, input: CommandInput): Promise<number>;
}

export interface CommandContext {
  readonly io: Io;
  readonly settings: Settings;
  readonly services: Services;
  readonly report: Reporter;
}

/** The three channels of a command's output, already matched to --json, --quiet, --verbose and colour. */
export interface Reporter {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Colour on standard output, and on standard error: each stream is judged by itself. */
  readonly colour: { readonly stdout: boolean; readonly stderr: boolean };
  /** A result, to standard output; secrets in it are hidden. */
  result(text: string | Uint8Array): Promise<void>;
  /** What a function answered, unchanged, to standard output. */
  answer(body: string): Promise<void>;
  /** What a person should know, to standard error; silent with --quiet. */
  note(line: string): void;
  /** What, when and where, to standard error, with --verbose only. */
  detail(line: string): void;
  /** Shows that something is going on while `work` runs; a spinner on a terminal, nothing elsewhere. */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
}
