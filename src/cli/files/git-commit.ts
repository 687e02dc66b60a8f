import { open, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const mostFolders = 64;
const mostBytes = 4_000_000;
const hash = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * The commit that is checked out in the git repository around a folder; undefined where there is none, or where its
 * files are not as git writes them. Read from the files: a run is not to start, and to wait for, another program.
 */
export const readGitCommit = async (folder: string): Promise<string | undefined> => {
  try {
    const gitFolder = await findGitFolder(folder);
    return gitFolder && (await commitIn(gitFolder));
  } catch {
    return undefined;
  }
};

const findGitFolder = async (start: string): Promise<string | undefined> => {
  let folder = resolve(start);
  for (let up = 0; up < mostFolders; up += 1) {
    const path = join(folder, '.git');
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) return path;
    // A work tree beside its repository, or a submodule.
    if (found?.isFile()) {
      const [, named] = /^gitdir: (.+)$/m.exec(await readBounded(path)) ?? [];
      return named === undefined ? undefined : resolve(folder, named.trim());
    }
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
  return undefined;
};

const commitIn = async (gitFolder: string): Promise<string | undefined> => {
  const head = (await readBounded(join(gitFolder, 'HEAD'))).trim();
  const [, ref] = /^ref: (refs\/[^\s]+)$/.exec(head) ?? [];
  if (ref === undefined) return hash.test(head) ? head : undefined;
  if (ref.split('/').includes('..')) return undefined;
  const common = await readBounded(join(gitFolder, 'commondir')).catch(() => '.');
  for (const place of [gitFolder, resolve(gitFolder, common.trim())]) {
    const text = await readBounded(join(place, ref)).catch(() => '');
    if (hash.test(text.trim())) return text.trim();
    const packed = await readBounded(join(place, 'packed-refs')).catch(() => '');
    const line = packed.split('\n').find((one) => one.endsWith(` ${ref}`));
    const [commit = ''] = line?.split(' ') ?? [];
    if (hash.test(commit)) return commit;
  }
  return undefined;
};

const readBounded = async (path: string): Promise<string> => {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > mostBytes) throw new RangeError(`${path} is too large`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
};
