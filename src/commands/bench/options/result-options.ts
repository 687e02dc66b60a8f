import type { OutputSpec } from '../../../bench/output/output-spec.ts';
import { thresholdShape } from '../../../bench/scenario/scenario-shapes.ts';
import type { Threshold } from '../../../bench/threshold/threshold.ts';
import { option } from '../../../config/option.ts';
import { FibimgError } from '../../../core/error.ts';
import { timeUnits } from '../../../report/k6/k6-format.ts';
import { defaultTrendStats, summaryModes } from '../../../report/k6/summary-style.ts';
import { outputFormat } from '../../command/common-options.ts';

const verdict = { group: 'Verdict' } as const;
const output = { group: 'Output' } as const;

/** One threshold; throws one usage error that names all that is wrong with it. Loaded late: it knows every metric. */
const parseThreshold = async (text: string): Promise<Threshold | undefined> => {
  const { parseThresholds } = await import('../../../bench/threshold/threshold-parser.ts');
  const { thresholds, problems } = parseThresholds([text]);
  if (problems.length === 0) return thresholds[0];
  const [{ what, hint } = { what: text }, ...more] = problems;
  const why = more.map((problem) => problem.what).join('\n');
  throw new FibimgError('usage', what.replace(/^threshold /, ''), {
    ...(why && { why }),
    ...(hint && { hint }),
  });
};

export const verdictOptions = {
  thresholds: option.list({
    ...verdict,
    ...thresholdShape,
    flag: 'threshold',
    help: "'METRIC{selector}: EXPRESSION' such as 'http_req_duration{start:warm}: p(95)<200ms'; crossed: exit 99",
    placeholder: 'condition',
    expected: 'conditions such as "http_reqs: count>1", or a map of metrics to expressions',
    parse: parseThreshold,
  }),
  strict: option.switch({
    ...verdict,
    help: 'exit 99 when the load generator may have been the bottleneck',
  }),
} as const;

const file = { placeholder: 'file', expected: 'a file' } as const;

const isFile = (text: string): string | undefined =>
  text === '' || text === '-' ? undefined : text;

export const outputOptions = {
  format: outputFormat,
  summaryMode: option.choice(summaryModes, {
    ...output,
    noun: 'summary mode',
    help: "compact: the answer; full or legacy: k6's whole layout for each phase as well",
    otherwise: 'compact; full with --preset or columns of trends',
  }),
  summaryTrendStats: option.parsed<readonly string[]>({
    ...output,
    help: 'columns of the trends',
    placeholder: 'list',
    expected: 'statistics such as avg,p(99.9),count',
    parse: async (text) =>
      (await import('../../../bench/record/statistic-names.ts')).parseTrendStats(text),
    schema: {
      anyOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', items: { type: 'string' } },
      ],
    },
    otherwise: defaultTrendStats.join(','),
  }),
  summaryTimeUnit: option.choice(timeUnits, {
    ...output,
    noun: 'summary time unit',
    help: 's, ms or us',
    otherwise: 'what suits',
  }),
  summaryExport: option.parsed<string>({
    ...output,
    ...file,
    help: "write the summary in k6's JSON",
    parse: isFile,
  }),
  summaryData: option.parsed<string>({
    ...output,
    ...file,
    help: 'write the summary as k6 hands it to handleSummary()',
    parse: isFile,
  }),
  out: option.list<OutputSpec>({
    ...output,
    short: 'o',
    help: "write every sample in k6's shape: json=FILE or csv=FILE, .gz to compress, - for standard output",
    placeholder: 'format=file',
    expected: 'json=FILE or csv=FILE, either with .gz at its end',
    parse: async (text) => (await import('../../../bench/output/output-spec.ts')).parseOutput(text),
  }),
  save: option.parsed<string>({
    ...output,
    ...file,
    help: 'write the whole result, histograms included, as JSON',
    parse: isFile,
  }),
  keep: option.switch({
    ...output,
    default: true,
    help: 'do not leave this run among those of fibimg runs',
  }),
  report: option.parsed<string>({
    ...output,
    ...file,
    help: 'write a page that shows the result, as fibimg report does',
    parse: isFile,
  }),
  reportLive: option.count({
    ...output,
    help: 'show the page live on this port of this machine while the run goes on; 0 takes any that is free',
    placeholder: 'port',
    min: 0,
    max: 65_535,
  }),
  scenario: option.text({
    ...output,
    ...file,
    group: 'Load',
    help: 'take options from a JSON or YAML file; a flag beats it; - for standard input',
    scenario: false,
  }),
} as const;
