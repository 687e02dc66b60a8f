import { createHash } from 'node:crypto';
import { link, open, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { codeOf, FibimgError } from '../../core/error.ts';
import { isObject, parseJson } from '../../core/json.ts';
import type { JournalSlot } from '../../core/renewal/journal.ts';
import { makeFolder } from '../store/make-folder.ts';
import { makerOf, markedName } from '../store/process-mark.ts';

/** What journals of one kind are about. */
interface JournalKind<J> {
  /** Throws `corrupt` for what this version does not write. */
  readonly decode: (text: string, path: string) => J;
  /** What its run changes, for messages. */
  readonly subject: (journal: J) => string;
}

/** A journal as it was found. */
export interface FoundJournal<J> {
  readonly path: string;
  readonly journal: J;
  /** Whether its run may still be at work: known on the machine that it began on. */
  readonly owner: 'alive' | 'gone' | 'elsewhere';
  readonly slot: JournalSlot<J>;
}

/** The journals of runs that have changed something, one file for each thing; no folder, no journals. */
export const createJournalFiles = <J extends object>(folder: string, kind: JournalKind<J>) => ({
  /** `title` is for people; the place of a thing has many of one name. */
  slot: (title: string, place: readonly (string | null)[]): JournalSlot<J> =>
    slotAt(folder, join(folder, nameOf(title, place)), kind),

  /** Throws `corrupt` for the first that cannot be read. */
  async list(): Promise<readonly FoundJournal<J>[]> {
    const names = (await namesIn(folder)).filter((name) => name.endsWith('.json')).sort();
    return Promise.all(
      names.map(async (name) => {
        const path = join(folder, name);
        const text = await readFile(path, 'utf8').catch((cause: unknown) => {
          throw new FibimgError('corrupt', `the journal ${path} cannot be read`, {
            why: `${codeOf(cause)}`,
            hint: 'it tells what a bench has changed: make it readable',
            cause,
          });
        });
        const journal = kind.decode(text, path);
        return { path, journal, owner: ownerIn(text), slot: slotAt(folder, path, kind) };
      }),
    );
  },
});

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    // To read a pipe would wait for its writer, a device may have no end, and no journal of ours is either or a link.
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isFIFO() && !entry.isSymbolicLink())
      .map(({ name }) => name);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return [];
    throw new FibimgError('config', `the journals in ${folder} cannot be listed`, {
      why: `${codeOf(cause)}`,
      hint: 'check the folder, or name another with XDG_STATE_HOME',
      cause,
    });
  }
};

const nameOf = (title: string, place: readonly (string | null)[]): string => {
  const digest = createHash('sha256').update(JSON.stringify(place)).digest('hex').slice(0, 12);
  return `${title}-${digest}.json`;
};

const slotAt = <J extends object>(
  folder: string,
  path: string,
  { subject }: JournalKind<J>,
): JournalSlot<J> => ({
  async take(journal) {
    const owner = { process: markedName(), machine: hostname() };
    const temporary = join(folder, `${owner.process}.tmp`);
    // `owner` says which process the run is, for whoever finds the journal.
    const text = `${JSON.stringify({ ...journal, owner }, null, 2)}\n`;
    try {
      makeFolder(folder);
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      // Whole or not at all, and never in the place of another's.
      await link(temporary, path);
    } catch (thrown) {
      throw codeOf(thrown) === 'EEXIST'
        ? await taken(path, subject(journal), thrown)
        : unwritten(path, thrown);
    } finally {
      // What it failed for was said above.
      await rm(temporary, { force: true }).catch(() => {});
    }
    await syncFolder(folder);
  },
  async clear() {
    await rm(path, { force: true });
    await syncFolder(folder);
  },
});

/** A name that is not on the disk is not there after a loss of power. Windows opens no folders, and needs no such call. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch((thrown: unknown) => {
    if (['EISDIR', 'EPERM', 'EACCES', 'ENOENT'].includes(codeOf(thrown) ?? '')) return undefined;
    throw thrown;
  });
  await handle?.sync().finally(() => handle.close());
};

const unwritten = (path: string, cause: unknown): FibimgError =>
  new FibimgError('output', `the journal ${path} cannot be written`, {
    why: `${codeOf(cause)}: nothing is changed that could not be put back after a crash`,
    hint: 'make room, or name another folder with XDG_STATE_HOME',
    cause,
  });

const taken = async (path: string, subject: string, cause: unknown) => {
  const text = await readFile(path, 'utf8').catch(() => '');
  const isDead = ownerIn(text) === 'gone';
  return new FibimgError('refused', `another bench changes ${subject}`, {
    why: `its journal is ${path}`,
    hint: isDead ? 'run fibimg bench --restore' : 'wait until it is over',
    cause,
  });
};

/** Of a process on this machine it can be told; a machine that was started anew has none of its processes. */
const ownerIn = (text: string): FoundJournal<never>['owner'] => {
  const value = parseJson(text);
  const owner = isObject(value) ? value['owner'] : undefined;
  if (!isObject(owner) || typeof owner['process'] !== 'string') return 'elsewhere';
  const maker = makerOf(owner['process']);
  if (maker !== 'unknown') return maker;
  return owner['machine'] === hostname() ? 'gone' : 'elsewhere';
};
