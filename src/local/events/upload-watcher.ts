import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../core/error.ts';
import { isEventKey, uploadPrefix } from '../../core/events/thumbnail-keys.ts';
import { sleep as realSleep, type Sleep } from '../../core/sleep.ts';

/** A file that has come to the folder of uploads. */
export interface Upload {
  /** Of the bucket, with its prefix. */
  readonly key: string;
  readonly bytes: number;
  readonly eTag: string;
}

interface UploadWatcher {
  /** Takes what is at a key now as known: somebody else has told of it. */
  seen(key: string): void;
  close(): Promise<void>;
}

interface WatcherOptions {
  /** The folder that is the bucket. */
  readonly dir: string;
  readonly onUpload: (upload: Upload) => void;
  readonly pollMs?: number;
  readonly sleep?: Sleep;
}

/**
 * Tells of files that are new or changed below the folder of uploads, once each has stayed the same from one look to
 * the next: who copies a large file is given the time. What is there at the start is no upload. It looks rather than
 * listens, so that it works the same on every system and in shared folders.
 */
export const watchUploads = async (options: WatcherOptions): Promise<UploadWatcher> => {
  const { dir, onUpload, pollMs = 250, sleep = realSleep } = options;
  const { found: known } = await look(dir);
  let before = new Map(known);
  const stop = new AbortController();

  const turn = async (): Promise<void> => {
    const { found, unseen } = await look(dir);
    for (const [key, mark] of found) {
      if (known.get(key) === mark || before.get(key) !== mark) continue;
      known.set(key, mark);
      const upload = await read(dir, key);
      if (upload !== undefined) onUpload(upload);
      else if (known.get(key) === mark) known.delete(key);
    }
    for (const key of known.keys()) {
      if (!found.has(key) && !unseen.some((place) => key.startsWith(place))) known.delete(key);
    }
    before = found;
  };

  const work = (async () => {
    while (!stop.signal.aborted) {
      await sleep(pollMs, stop.signal).catch(() => {});
      // What cannot be read at one look may be readable at the next.
      if (!stop.signal.aborted) await turn().catch(() => {});
    }
  })();

  return {
    seen: (key) => {
      const status = statSync(join(dir, key), { throwIfNoEntry: false });
      if (status) known.set(key, markOf(status));
    },
    close: () => {
      stop.abort();
      return work;
    },
  };
};

interface Look {
  /** Every file whose name can be a key, with what changes when it does. */
  readonly found: Map<string, string>;
  /** What could not be looked at: nobody knows whether it is still there. */
  readonly unseen: string[];
}

/** Folder by folder, so that one that cannot be read, or goes meanwhile, hides no other. */
const look = async (dir: string): Promise<Look> => {
  const found = new Map<string, string>();
  const unseen: string[] = [];
  const orUnseen = (place: string) => (thrown: unknown) => {
    const isGone = codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR';
    if (!isGone) unseen.push(place);
    return undefined;
  };
  const folders = [uploadPrefix];
  for (const folder of folders) {
    const entries = await readdir(join(dir, folder), { withFileTypes: true }).catch(
      orUnseen(folder),
    );
    for (const entry of entries ?? []) {
      const key = `${folder}${entry.name}`;
      if (entry.isDirectory()) folders.push(`${key}/`);
      if (!entry.isFile() || !isEventKey(key)) continue;
      const status = await stat(join(dir, key)).catch(orUnseen(key));
      if (status) found.set(key, markOf(status));
    }
  }
  return { found, unseen };
};

const markOf = (status: { ino: number; size: number; mtimeMs: number }): string =>
  `${status.ino} ${status.size} ${status.mtimeMs}`;

/** Undefined where it has gone meanwhile, or cannot be read now. */
const read = async (dir: string, key: string): Promise<Upload | undefined> => {
  const digest = createHash('md5');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(join(dir, key))) {
      digest.update(chunk);
      bytes += chunk.length;
    }
  } catch {
    return undefined;
  }
  return { key, bytes, eTag: digest.digest('hex') };
};
