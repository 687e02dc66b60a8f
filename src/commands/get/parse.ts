import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { requirePixels } from '../../core/pixels.ts';
import type { Source } from '../../core/source.ts';
import type { Target } from '../../core/target.ts';
import { type CommandInput, createProblems } from '../input.ts';

export interface GetOptions {
  readonly target: Target;
  /** undefined draws one. */
  readonly pixels: number | undefined;
  readonly source: Source;
  /** A path, or `-`. */
  readonly output: string | undefined;
  readonly preview: boolean;
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
): GetOptions => {
  const problems = createProblems('get');
  const int = input.value('int');
  const pixels = int === undefined ? undefined : problems.try(() => requirePixels(int));
  const target = problems.try(() => resolveTarget(settings));
  const output = input.value('output');
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
  problems.throwIfAny();
  if (target === undefined) throw new TypeError('a missing target is a problem');
  return { target, pixels, source: settings.source.value, output, preview };
};
