import type { AskedMetric } from '../../bench/compare/parse-run-metric.ts';
import { formatOf, type OutputFormat } from '../command/common-options.ts';
import type { CompareInput } from './options.ts';

/** The runs as they were named: those of one duet, or two sides. */
export type NamedSides =
  | { readonly kind: 'duet'; readonly names: readonly string[] }
  | {
      readonly kind: 'sides';
      readonly base: readonly string[];
      readonly changed: readonly string[];
    };

export interface ComparePlan {
  readonly sides: NamedSides;
  readonly metric: AskedMetric | undefined;
  readonly tolerance: number;
  readonly acceptSequential: boolean;
  readonly format: OutputFormat;
  readonly otava: string | undefined;
}

export const plan = ({ options, problems }: CompareInput): ComparePlan => {
  const { run, metric, tolerance, acceptSequential, otava } = options;
  const format = formatOf(options, problems);
  const sides = sidesOf(run);
  if (run.length === 0) {
    problems.add(
      'no runs to compare',
      'fibimg compare last for the last duet, or fibimg compare BASE NEW',
    );
  }
  const words = run.filter((name) => name === 'vs').length;
  if (words > 1 || (words === 1 && (run[0] === 'vs' || run.at(-1) === 'vs'))) {
    problems.add(
      'vs stands once, between the runs of the base and the new ones',
      'fibimg compare BASE... vs NEW...',
    );
  }
  return { sides, metric, tolerance, acceptSequential, format, otava };
};

/** `vs` parts the sides; two names are a side each; one, or many of one duet, say themselves. */
const sidesOf = (names: readonly string[]): NamedSides => {
  const at = names.indexOf('vs');
  if (at >= 0) return { kind: 'sides', base: names.slice(0, at), changed: names.slice(at + 1) };
  const [base, changed, ...more] = names;
  if (base !== undefined && changed !== undefined && more.length === 0) {
    return { kind: 'sides', base: [base], changed: [changed] };
  }
  return { kind: 'duet', names };
};
