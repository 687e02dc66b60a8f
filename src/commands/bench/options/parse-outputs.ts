import { type OutputSpec, parseOutput } from '../../../bench/output/sample-output.ts';
import type { Threshold } from '../../../bench/threshold/threshold.ts';
import { parseThresholds } from '../../../bench/threshold/threshold-parser.ts';
import type { CommandInput, Problems } from '../../command/input.ts';

/** Files that a run writes. */
export interface OutputOptions {
  /** Every sample, while the run goes. */
  readonly samples: readonly OutputSpec[];
  readonly summaryExport: string | undefined;
  /** The versioned document. */
  readonly save: string | undefined;
}

export const parseOutputs = (input: CommandInput, problems: Problems): OutputOptions => ({
  samples: input.values('out').flatMap((text) => {
    const spec = parseOutput(text);
    if (spec === undefined) {
      problems.add(
        `--out ${JSON.stringify(text)} is not an output`,
        'json=FILE or csv=FILE, either with .gz at its end',
      );
    }
    if (spec?.path === '-' && input.flag('json')) {
      problems.add('--json and --out to - both want standard output', '--out json=FILE');
    }
    return spec ?? [];
  }),
  summaryExport: parsePath(input, 'summary-export', problems),
  save: parsePath(input, 'save', problems),
});

const parsePath = (input: CommandInput, name: string, problems: Problems): string | undefined => {
  const path = input.value(name);
  if (path === '' || path === '-') problems.add(`--${name} needs a file`);
  return path;
};

export const parseThresholdFlags = (
  input: CommandInput,
  problems: Problems,
): readonly Threshold[] => {
  const parsed = parseThresholds(input.values('threshold'));
  for (const { what, hint } of parsed.problems) problems.add(what, hint);
  return parsed.thresholds;
};
