import { resolveTarget } from '../../config/target.ts';
import type { UrlAuth } from '../../core/invocation/function-url-failure.ts';
import type { Source } from '../../core/service/source.ts';
import type { Target } from '../../core/target.ts';
import type { Asked, Input } from '../command/command.ts';
import type { getOptions } from './options.ts';

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

/** What to do; notes all that is wrong. */
export const plan = (
  { options, origins, settings, problems }: Input<typeof getOptions>,
  { io, report: { json } }: Pick<Asked, 'io' | 'report'>,
): GetPlan | undefined => {
  const { int, preview, auth, source, allowForeignStack } = options;
  const output = options.output === '/dev/stdout' ? '-' : options.output;
  const target = problems.try(() => resolveTarget(settings));
  if (output === '-' && json) problems.add('--json and --output - both want standard output');
  if (output === '-' && preview) problems.add('--preview and --output - both want standard output');
  if (json && preview) problems.add('--json and --preview both want standard output');
  if (output === '-' && io.stdout.isTTY) {
    problems.add(
      'a JPEG does not belong on a terminal',
      'redirect it, or name a file with --output',
    );
  }
  if (target?.kind === 'url' && (output !== undefined || preview)) {
    problems.add(
      `${preview ? '--preview' : '--output'} needs the image, which the answer of a URL does not hold`,
      'name the stack with --stack',
    );
  }
  if (target?.kind !== 'url' && origins.auth.kind !== 'default') {
    problems.add(
      '--auth is for requests to a URL',
      'add --url URL, or leave out --auth: calls of AWS itself are always signed',
    );
  }
  if (target?.kind === 'function') {
    problems.add('get asks a store or a URL, not a function', 'fibimg invoke asks a function');
  }
  if (target?.kind === 'url') return { functionUrl: target.url, auth, pixels: int };
  return target && { target, pixels: int, source, output, preview, allowForeignStack };
};
