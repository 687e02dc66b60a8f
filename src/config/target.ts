import { FibimgError } from '../core/error.ts';
import type { Target } from '../core/target.ts';
import type { Setting, Settings, ValueOrigin } from './settings.ts';

const strength = { flag: 0, scenario: 1, env: 2, file: 3, default: 4 } as const satisfies Record<
  ValueOrigin['kind'],
  number
>;

interface Candidate {
  readonly flag: string;
  readonly origin: ValueOrigin;
  readonly target: () => Target;
}

/** The one target that the settings name: the strongest level that names any decides, and it may name only one. */
export const resolveTarget = (settings: Settings): Target => {
  const candidates = namedTargets(settings);
  const best = Math.min(...candidates.map(({ origin }) => strength[origin.kind]));
  const [first, second] = candidates.filter(({ origin }) => strength[origin.kind] === best);
  if (first === undefined) return { kind: 'embedded', dataDir: settings.dataDir.value };
  if (second === undefined) return first.target();
  throw new FibimgError('usage', `${first.flag} and ${second.flag} name two targets`, {
    hint: 'name one',
  });
};

const namedTargets = (settings: Settings): Candidate[] => {
  const { stack, url, function: fn, table, bucket, dataDir } = settings;
  const given: Candidate[] = [];
  const add = <T>(
    flag: string,
    setting: Setting<T | undefined>,
    target: (value: T) => Target,
  ): void => {
    const { value, origin } = setting;
    if (value !== undefined) given.push({ flag, origin, target: () => target(value) });
  };
  add('--stack', stack, (value) => ({ kind: 'stack', stack: value }));
  add('--url', url, (value) => ({ kind: 'url', url: value }));
  add('--function', fn, (value) => ({ kind: 'function', functionName: value }));
  const either = table.value === undefined ? bucket : table;
  add('--table', either, () => resources(table.value, bucket.value));
  if (dataDir.origin.kind === 'flag') {
    add('--data-dir', dataDir, (value) => ({ kind: 'embedded', dataDir: value }));
  }
  return given;
};

const resources = (table: string | undefined, bucket: string | undefined): Target => {
  if (table !== undefined && bucket !== undefined) return { kind: 'resources', table, bucket };
  const [given, missing] = table === undefined ? ['bucket', 'table'] : ['table', 'bucket'];
  throw new FibimgError('usage', `--${given} needs --${missing} beside it`, {
    why: 'an image is kept in both',
    hint: `add --${missing} NAME, or name the stack with --stack`,
  });
};

/** The variable or file that named the target; undefined where the command line did, or nothing. */
export const targetOrigin = ({ stack, table, bucket }: Settings): string | undefined => {
  const origins = [stack, table, bucket].filter(({ value }) => value !== undefined);
  const found = origins.map(({ origin }) => origin).find(({ kind }) => kind !== 'default');
  if (found?.kind === 'env') return found.name;
  return found?.kind === 'file' ? found.path : undefined;
};
