import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../../core/error.ts';
import { pixelsOfMetadataKey, sortKey } from '../../core/service/keys.ts';
import { decodeMetadata, type Metadata } from '../../core/service/metadata.ts';
import { runBounded } from '../../core/upkeep/run-bounded.ts';
import { itemFileName } from './item-file-name.ts';
import { itemDocument, itemFolder } from './item-files.ts';
import { makeFolder } from './make-folder.ts';
import { markedName } from './process-mark.ts';
import { namesIfThere, readTextIfThere } from './read-if-there.ts';

/**
 * A store whose table was a database (fibimg 0.1 kept one in `table/data.mdb`) gets its items anew from the metadata
 * documents beside it: all of them appear at once, and only where there are none yet. The database stays.
 */
export const rebuildItems = async (dir: string, note: (text: string) => void): Promise<void> => {
  const database = join(dir, 'table', 'data.mdb');
  const folder = join(dir, itemFolder);
  if (existsSync(folder) || !existsSync(database)) return;
  const draft = join(dir, 'incoming', markedName());
  try {
    makeFolder(draft);
    const count = await writeItems(dir, draft);
    makeFolder(dirname(folder));
    await rename(draft, folder);
    note(
      `${count} ${count === 1 ? 'item was' : 'items were'} read anew from ${join(dir, 'metadata')}; ${database} is of no use now`,
    );
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    // Another process was first.
    if (existsSync(folder)) return;
    note(
      `the items of ${database} could not be read anew (${messageOf(error)}): images are fetched again when asked for`,
    );
  }
};

/** Flushes to the disk overlap; more at once gain nothing. */
const writesAtOnce = 16;

const writeItems = async (dir: string, draft: string): Promise<number> => {
  let count = 0;
  await runBounded(await namesIfThere(join(dir, 'metadata')), writesAtOnce, async (name) => {
    const pixels = pixelsOfMetadataKey(`metadata/${name}`);
    const metadata = pixels && readable(join(dir, 'metadata', name));
    if (pixels === undefined || !metadata) return;
    const path = join(draft, itemFileName(sortKey(pixels)));
    await writeFile(path, itemDocument(pixels, metadata), { flush: true });
    count += 1;
  });
  return count;
};

/** None where the document is damaged: its image then has no item, and whoever asks for it hears of the damage. */
const readable = (path: string): Metadata | undefined => {
  try {
    const text = readTextIfThere(path);
    return text === undefined ? undefined : decodeMetadata(text, path);
  } catch {
    return undefined;
  }
};
