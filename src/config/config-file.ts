import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, FibimgError, messageOf } from '../core/error.ts';
import { type Place, userFile } from './settings.ts';

/** A file's keys with the text of their values: parsing belongs to the settings. */
export interface ConfigFile {
  readonly path: string;
  readonly values: ReadonlyMap<string, string>;
}

const projectFileName = 'fibimg.config.json';

/** The nearest project file at or above `cwd`, then the user's; those that exist. */
export const readConfigFiles = async (
  cwd: string,
  place: Place,
): Promise<readonly ConfigFile[]> => {
  const [project, user] = await Promise.all([readNearest(cwd), readConfigFile(userFile(place))]);
  return [project, user].filter((file) => file !== undefined);
};

const readNearest = async (folder: string): Promise<ConfigFile | undefined> => {
  const found = await readConfigFile(join(folder, projectFileName));
  const parent = dirname(folder);
  return found ?? (parent === folder ? undefined : readNearest(parent));
};

const readConfigFile = async (path: string): Promise<ConfigFile | undefined> => {
  try {
    return parseConfigFile(path, await readFile(path, 'utf8'));
  } catch (thrown) {
    if (thrown instanceof FibimgError) throw thrown;
    if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR') return undefined;
    throw new FibimgError('config', `cannot read ${path}`, {
      why: messageOf(thrown),
      cause: thrown,
    });
  }
};

/** `{"dataDir": "…", "timeout": "10s"}`: one flat object of strings, numbers and booleans. */
export const parseConfigFile = (path: string, text: string): ConfigFile => {
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
  const entries = Object.entries(json).filter(([key]) => key !== '$schema');
  const bad = entries.filter(
    ([, value]) => !['string', 'number', 'boolean'].includes(typeof value),
  );
  if (bad.length > 0) {
    const keys = bad.map(([key]) => key).join(', ');
    throw problem(`${keys}: expected a string, a number or a boolean`);
  }
  return { path, values: new Map(entries.map(([key, value]) => [key, String(value)])) };
};
