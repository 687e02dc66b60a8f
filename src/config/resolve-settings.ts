import { closest } from '../core/closest.ts';
import { FibimgError } from '../core/error.ts';
import type { Environment } from '../process/io.ts';
import type { ConfigFile } from './config-file.ts';
import {
  type Place,
  type SettingKey,
  type SettingSpec,
  type Settings,
  settingSpecs,
  type ValueOrigin,
} from './settings.ts';

export interface SettingSources {
  /** The value of a flag by its full name, such as `--data-dir`. */
  readonly flag: (name: string) => string | undefined;
  readonly place: Place;
  /** From strongest to weakest: the project's, then the user's. */
  readonly files: readonly ConfigFile[];
}

interface Candidate {
  readonly text: string;
  readonly origin: ValueOrigin;
}

export const settingKeys = Object.keys(settingSpecs) as readonly SettingKey[];

/** Flags beat FIBIMG_* variables beat the project file beat the user file beat defaults. */
export const resolveSettings = (sources: SettingSources): Settings => {
  const problems = sources.files.flatMap(unknownKeys);
  const entries = settingKeys.map((key) => {
    const spec: SettingSpec<unknown> = settingSpecs[key];
    const candidate = strongest(key, spec, sources);
    if (candidate === undefined) {
      return [key, { value: spec.default(sources.place), origin: { kind: 'default' } }];
    }
    const value = spec.parse(candidate.text);
    if (value === undefined) problems.push(badValue(key, spec, candidate));
    return [key, { value, origin: candidate.origin }];
  });
  if (problems.length > 0) throw settingsError(problems);
  return Object.fromEntries(entries);
};

interface Problem {
  readonly kind: 'usage' | 'config';
  readonly text: string;
}

const strongest = (
  key: SettingKey,
  spec: SettingSpec<unknown>,
  { flag, place, files }: SettingSources,
): Candidate | undefined => {
  const flagText = flag(spec.flag);
  if (flagText !== undefined) return { text: flagText, origin: { kind: 'flag', name: spec.flag } };
  const envText = envValue(place.env, spec.env);
  if (envText !== undefined) return { text: envText, origin: { kind: 'env', name: spec.env } };
  const file = files.find(({ values }) => values.has(key));
  const fileText = file?.values.get(key);
  if (file === undefined || fileText === undefined) return undefined;
  return { text: fileText, origin: { kind: 'file', path: file.path } };
};

/** An empty variable counts as one that is not set, as most tools have it. */
const envValue = (env: Environment, name: string): string | undefined => env[name] || undefined;

const badValue = (
  key: SettingKey,
  spec: SettingSpec<unknown>,
  { text, origin }: Candidate,
): Problem => {
  const got = JSON.stringify(text);
  switch (origin.kind) {
    case 'file':
      return {
        kind: 'config',
        text: `${origin.path}: ${key} is ${got}, expected ${spec.expected}`,
      };
    case 'env':
      return { kind: 'config', text: `${origin.name} is ${got}, expected ${spec.expected}` };
    default:
      return { kind: 'usage', text: `${spec.flag} is ${got}, expected ${spec.expected}` };
  }
};

const unknownKeys = ({ path, values }: ConfigFile): Problem[] =>
  [...values.keys()]
    .filter((key) => !Object.hasOwn(settingSpecs, key))
    .map((key) => {
      const suggestion = closest(key, settingKeys);
      const hint = suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
      return { kind: 'config', text: `${path}: unknown key ${key}${hint}` };
    });

const settingsError = (problems: readonly Problem[]): FibimgError => {
  const kind = problems.some((problem) => problem.kind === 'config') ? 'config' : 'usage';
  const [first] = problems;
  if (problems.length === 1 && first) {
    return new FibimgError(kind, first.text, { hint: 'fibimg help config' });
  }
  return new FibimgError(kind, `${problems.length} problems with the settings`, {
    why: problems.map((problem) => problem.text).join('\n'),
    hint: 'fibimg help config',
  });
};
