import type { BenchDocument } from '../../bench/record/document.ts';
import { readRun } from '../../bench/run-file/read-run.ts';
import { codeOf, FibimgError } from '../../core/error.ts';
import type { CommandContext, Reporter } from './command.ts';
import { readNamed } from './read-named.ts';
import type { StoredRun } from './run-folder.ts';
import type { Services } from './services.ts';

/** What it takes to find a run. */
interface Finding {
  readonly io: CommandContext['io'];
  readonly services: Pick<Services, 'readFile' | 'openRunFolder'>;
  readonly report: Pick<Reporter, 'note'>;
}

interface NamedRun {
  /** What to call it in a message. */
  readonly name: string;
  readonly text: string;
}

/** The run that an argument names, checked; one that an earlier version wrote without a digest is noted. */
export const findRun = async (context: Finding, argument: string): Promise<BenchDocument> => {
  const { name, text } = await findRunText(context, argument);
  const document = readRun(text, name);
  if (document.digest === undefined) {
    context.report.note(`${name} has no digest: it was written by an earlier version, or by hand`);
  }
  return document;
};

/** The text of the run that an argument names. */
export const findRunText = async (context: Finding, argument: string): Promise<NamedRun> => {
  const path = await pathOfRun(context, argument);
  const bytes = await readRunBytes(context, path);
  const name = path === '-' ? 'standard input' : path;
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (cause) {
    throw new FibimgError('usage', `${name} is not a run of fibimg bench`, {
      why: 'it is not UTF-8 text',
      cause,
    });
  }
};

/** What has neither a folder nor an ending was perhaps meant as an id. */
const readRunBytes = async (context: Finding, name: string): Promise<Uint8Array> => {
  try {
    return await readNamed(context, name);
  } catch (thrown) {
    const isMissing = thrown instanceof FibimgError && codeOf(thrown.cause) === 'ENOENT';
    if (!isMissing || /[/\\.]/.test(name)) throw thrown;
    throw new FibimgError('usage', `there is no run ${name}`, {
      why: 'no file has this name, and no run that was kept an id that begins so (4 digits or more)',
      hint: 'fibimg runs lists the ids; last is the newest run',
      cause: thrown,
    });
  }
};

/** The file that an argument names. */
export const pathOfRun = async (context: Finding, argument: string): Promise<string> =>
  (await storedRunNamed(context, argument))?.path ?? argument;

/** Whether a word can be the beginning of a run's id. */
export const mayBeId = (word: string): boolean => /^[0-9a-f]{4,64}$/.test(word);

/** Undefined where the argument is a path. */
const storedRunNamed = async (
  { services }: Finding,
  argument: string,
): Promise<StoredRun | undefined> => {
  const last = /^last(?:~(\d{1,6}))?$/.exec(argument);
  if (last === null && !mayBeId(argument)) return undefined;
  const folder = await services.openRunFolder();
  const runs = await folder.list();
  if (last !== null) {
    const run = runs[Number(last[1] ?? 0)];
    if (run !== undefined) return run;
    throw new FibimgError('usage', `there is no run ${argument}`, {
      why: `${folder.path} holds ${runs.length === 0 ? 'none' : runs.length}`,
      hint: 'fibimg runs lists those that there are; fibimg bench makes one',
    });
  }
  const [match, ...others] = runs.filter(({ runId }) => runId.startsWith(argument));
  if (others.length === 0) return match;
  throw new FibimgError('usage', `${others.length + 1} runs begin with ${argument}`, {
    why: [match, ...others].flatMap((run) => run?.runId ?? []).join(', '),
    hint: 'give more of the id',
  });
};
