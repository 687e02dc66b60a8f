import { constants, lstat, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, FibimgError, messageOf } from '../core/error.ts';
import type { Place } from './declaration.ts';
import type { FileValues } from './resolve-options.ts';
import { userFile } from './settings.ts';

interface ConfigFiles {
  /** The nearest project file at or above the working directory, then the user's; those that exist. */
  readonly files: readonly FileValues[];
  /** What a person should know of them on every run. */
  readonly warnings: readonly string[];
}

interface ConfigPlace extends Place {
  readonly cwd: string;
  /** Whom this process runs as; undefined where the system has no such number. */
  readonly userId: number | undefined;
}

const projectFileName = 'fibimg.config.json';

/** Far more than all settings take; whatever is larger is something else. */
const maxBytes = 1_000_000;

/** A project may be anybody's work: these decide whom credentials are sent to, and are named on every run. */
const delicateKeys = ['endpointUrl', 'insecure', 'ca'];

/**
 * Reads the configuration files. One that belongs to neither the user nor root, or lies in a folder that does not, is
 * not read: whoever may write to a folder above would decide where requests are signed to.
 */
export const readConfigFiles = async (place: ConfigPlace): Promise<ConfigFiles> => {
  const warnings: string[] = [];
  const warn = (line: string) => warnings.push(line);
  const [project, user] = await Promise.all([
    readNearest(place.cwd, place.userId, warn),
    readConfigFile(userFile(place), place.userId, warn),
  ]);
  for (const key of delicateKeys.filter((name) => project?.values.has(name))) {
    warn(`${key} ${JSON.stringify(project?.values.get(key))} comes from ${project?.path}`);
  }
  return { files: [project, user].filter((file) => file !== undefined), warnings };
};

type Warn = (line: string) => void;

const readNearest = async (
  folder: string,
  userId: number | undefined,
  warn: Warn,
): Promise<FileValues | undefined> => {
  const found = await readConfigFile(join(folder, projectFileName), userId, warn);
  const parent = dirname(folder);
  return found ?? (parent === folder ? undefined : readNearest(parent, userId, warn));
};

const readConfigFile = async (
  path: string,
  userId: number | undefined,
  warn: Warn,
): Promise<FileValues | undefined> => {
  try {
    const text = await readTrusted(path, userId, warn);
    return text === undefined ? undefined : parseConfigFile(path, text);
  } catch (thrown) {
    if (thrown instanceof FibimgError) throw thrown;
    if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR') return undefined;
    throw new FibimgError('config', `cannot read ${path}`, {
      why: messageOf(thrown),
      cause: thrown,
    });
  }
};

/**
 * Another user's link, pipe or folder of that name is passed over before anything else is asked of it: in a shared
 * folder it would stop or steer every command below. What is opened is asked once more, for what a link leads to.
 */
const readTrusted = async (
  path: string,
  userId: number | undefined,
  warn: Warn,
): Promise<string | undefined> => {
  const isForeign = ({ uid }: { readonly uid: number }) =>
    userId !== undefined && uid !== userId && uid !== 0;
  if (isForeign(await lstat(path))) return refuse(path, 'it belongs to another user', warn);
  if (isForeign(await stat(dirname(path)))) {
    return refuse(path, 'its folder belongs to another user', warn);
  }
  // A pipe of that name would otherwise be waited for.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = await file.stat();
    if (isForeign(facts)) return refuse(path, 'it belongs to another user', warn);
    if (!facts.isFile()) throw new TypeError('it is not a regular file');
    if (facts.size > maxBytes) throw new RangeError(`it is over ${maxBytes / 1_000_000} MB`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
};

const refuse = (path: string, why: string, warn: Warn): undefined => {
  warn(`${path} is not read: ${why}`);
};

/** `{"dataDir": "…", "timeout": "10s"}`: one flat object of strings, numbers and booleans. */
const parseConfigFile = (path: string, text: string): FileValues => {
  const problem = (why: string) =>
    new FibimgError('config', `cannot use ${path}`, { why, hint: 'fibimg help config' });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    throw problem(`it is not JSON: ${messageOf(thrown)}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw problem('it must hold one JSON object');
  }
  const values = new Map(Object.entries(json).filter(([key]) => key !== '$schema'));
  return { path, values, where: () => path };
};
