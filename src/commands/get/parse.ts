import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { FibimgError } from '../../core/error.ts';
import type { UrlAuth } from '../../core/invocation/function-url-failure.ts';
import { requirePixels } from '../../core/service/pixels.ts';
import type { Source } from '../../core/service/source.ts';
import type { Target } from '../../core/target.ts';
import { type CommandInput, createProblems } from '../command/input.ts';

/** The target whose store this process itself reads, or the deployed function that does. */
export type GetPlan = GetOptions | GetByUrl;

export interface GetByUrl {
  readonly functionUrl: string;
  readonly auth: UrlAuth;
  readonly pixels: number | undefined;
}

export interface GetOptions {
  readonly target: Target;
  /** undefined draws one. */
  readonly pixels: number | undefined;
  readonly source: Source;
  /** A path, or `-`. */
  readonly output: string | undefined;
  readonly preview: boolean;
  readonly allowForeignStack: boolean;
}

interface Surroundings {
  readonly json: boolean;
  readonly stdoutIsTTY: boolean;
}

/** What to do, or one usage error that names all that is wrong. */
export const parseGet = (
  input: CommandInput,
  settings: Settings,
  { json, stdoutIsTTY }: Surroundings,
): GetPlan => {
  const problems = createProblems('get');
  const int = input.value('int');
  const pixels = int === undefined ? undefined : problems.try(() => requirePixels(int));
  const target = problems.try(() => resolveTarget(settings));
  const named = input.value('output');
  const output = named === '/dev/stdout' ? '-' : named;
  const preview = input.flag('preview');
  if (output === '') problems.add('--output is empty', 'name a file, or - for standard output');
  if (output === '-' && json) problems.add('--json and --output - both want standard output');
  if (output === '-' && preview) problems.add('--preview and --output - both want standard output');
  if (json && preview) problems.add('--json and --preview both want standard output');
  if (output === '-' && stdoutIsTTY) {
    problems.add(
      'a JPEG does not belong on a terminal',
      'redirect it, or name a file with --output',
    );
  }
  const auth = problems.try(() => authOf(input));
  if (target?.kind === 'url' && (output !== undefined || preview)) {
    problems.add(
      `${preview ? '--preview' : '--output'} needs the image, which the answer of a URL does not hold`,
      'name the stack with --stack',
    );
  }
  if (target?.kind !== 'url' && input.value('auth') !== undefined) {
    problems.add('--auth needs --url', 'AWS itself is always signed for');
  }
  problems.throwIfAny();
  if (!target || !auth) throw new TypeError('a missing part is a problem');
  if (target.kind === 'url') return { functionUrl: target.url, auth, pixels };
  const allowForeignStack = input.flag('allow-foreign-stack');
  return { target, pixels, source: settings.source.value, output, preview, allowForeignStack };
};

const authOf = (input: CommandInput): UrlAuth => {
  const text = input.value('auth') ?? 'none';
  if (text === 'none' || text === 'iam') return text;
  throw new FibimgError('usage', `--auth is ${JSON.stringify(text)}`, { hint: 'none or iam' });
};
