import { FibimgError } from '../core/error.ts';

interface Problem {
  /** `config` where a file or a variable is wrong. */
  readonly kind: 'usage' | 'config';
  readonly what: string;
  readonly hint?: string | undefined;
  /** The file that it is in, where it is in one. */
  readonly file?: string | undefined;
}

/** Collects all that is wrong with what was asked for, so that one message tells everything. */
export const createProblems = (command: string) => {
  const problems: Problem[] = [];
  const helpHint = `fibimg help ${command}`;
  return {
    add(what: string, hint?: string, kind: Problem['kind'] = 'usage', file?: string): void {
      problems.push({ kind, what, hint, file });
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
    /** Throws one error if there were any problems. */
    throwIfAny(): void {
      const [first, ...rest] = problems;
      if (first === undefined) return;
      const inSettings = problems.filter(({ kind }) => kind === 'config').length;
      const kind = inSettings > 0 ? 'config' : 'usage';
      if (rest.length === 0) {
        const hint = first.hint ?? (inSettings > 0 ? 'fibimg help config' : helpHint);
        throw new FibimgError(kind, first.what, { hint });
      }
      const inOneFile = first.file !== undefined && rest.every(({ file }) => file === first.file);
      const where = inSettings === problems.length ? 'settings' : 'command line';
      const place = inSettings === 0 && inOneFile ? `scenario file ${first.file}` : where;
      throw new FibimgError(kind, `${problems.length} problems with the ${place}`, {
        why: problems.map(({ what, hint }) => (hint ? `${what} (${hint})` : what)).join('\n'),
        hint: inSettings === problems.length ? 'fibimg help config' : helpHint,
      });
    },
  };
};

export type Problems = ReturnType<typeof createProblems>;
