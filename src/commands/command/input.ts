import { FibimgError } from '../../core/error.ts';

/** What the command line said, past commander: every value as text, nothing interpreted yet. */
export interface CommandInput {
  readonly args: readonly string[];
  /** The value of `--name`, undefined when it was not given. */
  value(name: string): string | undefined;
  /** The values of a repeatable `--name`. */
  values(name: string): readonly string[];
  /** Whether the switch `--name` was given. */
  flag(name: string): boolean;
}

/** Collects all that is wrong with a command line, so that one message tells everything. */
export const createProblems = (command: string) => {
  const problems: { readonly what: string; readonly hint?: string }[] = [];
  return {
    add(what: string, hint?: string): void {
      problems.push(hint === undefined ? { what } : { what, hint });
    },
    /** Runs a parser whose error becomes one of the problems. */
    try<T>(parse: () => T): T | undefined {
      try {
        return parse();
      } catch (thrown) {
        if (!(thrown instanceof FibimgError)) throw thrown;
        this.add(thrown.why ? `${thrown.message}: ${thrown.why}` : thrown.message, thrown.hint);
        return undefined;
      }
    },
    /** Throws one usage error if there were any problems. */
    throwIfAny(): void {
      const [first, ...rest] = problems;
      if (first === undefined) return;
      const hint = problems.find((problem) => problem.hint)?.hint ?? `fibimg help ${command}`;
      if (rest.length === 0) throw new FibimgError('usage', first.what, { hint });
      throw new FibimgError('usage', `${problems.length} problems with the command line`, {
        why: problems.map((problem) => problem.what).join('\n'),
        hint: `fibimg help ${command}`,
      });
    },
  };
};

export type Problems = ReturnType<typeof createProblems>;
