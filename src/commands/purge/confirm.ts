import { FibimgError } from '../../core/error.ts';
import type { Io } from '../../process/io.ts';
import { fitted } from '../../report/text/fitted.ts';

/** Refuses to begin where a question would be needed and nobody can answer it. */
export const requireAnswerable = (io: Io, mayAsk: boolean, what: string, hint: string): void => {
  if (mayAsk && io.stdin.isTTY && io.stderr.isTTY) return;
  const why = mayAsk ? 'it does not run on a terminal' : '--no-input forbids the question';
  throw new FibimgError('usage', what, { why, hint });
};

interface Question {
  /** What a person types: the name of what is to be emptied. */
  readonly word: string;
  /** `delete this` and the like. */
  readonly what: string;
}

/** Shows the plan, whatever else is silenced, and has the person type the name of what is to be emptied. */
export const confirm = async (io: Io, plan: string, { word, what }: Question): Promise<void> => {
  await io.stderr.write(`${fitted(plan, io.stderr)}Type ${word} to ${what}: `);
  const typed = await answerTo(io, nothingDone(what));
  if (typed?.trim() === word) return;
  if (typed === undefined) await io.stderr.write('\n');
  throw new FibimgError('refused', nothingDone(what), {
    why: typed ? `${JSON.stringify(typed.trim())} is not ${word}` : 'no name was typed',
    hint: `type ${word}, or use --yes`,
  });
};

const nothingDone = (what: string): string =>
  `nothing was ${/change/.test(what) ? 'changed' : 'deleted'}`;

/** Ctrl-C ends the line of the question, and is told what it has prevented. */
const answerTo = async ({ stdin, stderr }: Io, prevented: string): Promise<string | undefined> => {
  try {
    return await stdin.readLine();
  } catch (thrown) {
    await stderr.write(`\n${prevented}\n`);
    throw thrown;
  }
};
