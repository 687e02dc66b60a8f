import type { Declarations, Place, ValueOf } from '../../config/declaration.ts';
import { createProblems, type Problems } from '../../config/problems.ts';
import { type FileValues, type Resolved, resolveOptions } from '../../config/resolve-options.ts';
import {
  globalOptions,
  type Settings,
  settingOptions,
  type ValueOrigin,
} from '../../config/settings.ts';
import type { Io } from '../../process/io.ts';
import type { Services } from './services.ts';

/** What help needs of a command, without loading its options or what it does. */
interface CommandText {
  readonly name: string;
  /** One sentence, no full stop. */
  readonly summary: string;
  /** A paragraph or more for the command's own help. */
  readonly description?: string;
  /** Lines that run as printed, with what they are for. */
  readonly examples: readonly Example[];
}

export interface Example {
  readonly line: string;
  readonly what: string;
}

/** One command as data. */
export interface Command extends CommandText {
  /** Its own options, declared; only of the command that is named are they loaded. */
  readonly options: () => Promise<Declarations>;
  /** Decides what to do; throws one error that names all that is wrong, before anything was attempted. */
  readonly prepare: (asked: Asked) => Promise<Prepared>;
}

/** Everything from which options take their values. */
export interface Asked {
  readonly given: (key: string) => readonly string[];
  readonly place: Place;
  readonly files: readonly FileValues[];
  readonly io: Io;
  readonly report: Reporter;
  /** A path, or `-` for standard input. */
  readonly read: (path: string) => Promise<Uint8Array>;
}

interface Prepared {
  readonly settings: Settings;
  readonly run: (context: CommandContext) => Promise<number>;
}

type Everything<D extends Declarations> = Omit<typeof settingOptions, keyof D> &
  typeof globalOptions &
  D;

/** What was asked for, typed by the declarations. */
export interface Input<D extends Declarations> {
  readonly options: { readonly [K in keyof Everything<D>]: ValueOf<Everything<D>[K]> };
  readonly origins: { readonly [K in keyof Everything<D>]: ValueOrigin };
  readonly settings: Settings;
  /** Takes what is wrong with options that are each right. */
  readonly problems: Problems;
}

/** What a command does, loaded when it runs. */
export interface CommandModule<D extends Declarations, P> {
  /** A scenario file's values, which stand behind the command line. */
  readonly scenario?: (
    asked: Pick<Asked, 'given' | 'read'>,
    problems: Problems,
  ) => Promise<FileValues | undefined>;
  /**
   * What to do, decided without any effect; undefined where a problem was noted. Where an option was wrong its
   * default stands, and the plan is not run.
   */
  readonly plan: (input: Input<D>, surroundings: Pick<Asked, 'io' | 'report'>) => P | undefined;
  /** Calls one use case, renders, and returns the exit code. */
  readonly run: (context: CommandContext, plan: P) => Promise<number>;
}

interface CommandSpec<D extends Declarations, P> extends CommandText {
  readonly options: () => Promise<D>;
  readonly load: () => Promise<CommandModule<D, P>>;
}

export const defineCommand = <const D extends Declarations, P>({
  load,
  ...text
}: CommandSpec<D, P>): Command => ({
  ...text,
  prepare: async (asked) => {
    const [declared, { scenario, plan, run }] = await Promise.all([text.options(), load()]);
    const problems = createProblems(text.name);
    const file = await scenario?.(asked, problems);
    problems.throwIfAny();
    const all = { ...settingOptions, ...globalOptions, ...declared };
    const resolved = await resolveOptions(all, { ...asked, scenario: file }, problems);
    const input = inputOf(resolved, problems);
    const planned = plan(input as Input<D>, asked);
    problems.throwIfAny();
    if (planned === undefined) throw new TypeError('what is missing is a problem');
    return { settings: input.settings, run: (context) => run(context, planned) };
  },
});

type Known = typeof settingOptions & typeof globalOptions;

const inputOf = (resolved: Resolved<Known>, problems: Problems): Input<Known> => {
  const each = <T>(pick: (setting: Resolved<Known>[keyof Known]) => T) =>
    Object.fromEntries(Object.entries(resolved).map(([key, setting]) => [key, pick(setting)]));
  const settings = Object.keys(settingOptions).map((key) => [key, resolved[key as keyof Known]]);
  return {
    options: each(({ value }) => value),
    origins: each(({ origin }) => origin),
    settings: Object.fromEntries(settings),
    problems,
  } as Input<Known>;
};

export interface CommandContext {
  readonly io: Io;
  /** The whole command line, without the program. */
  readonly argv: readonly string[];
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
