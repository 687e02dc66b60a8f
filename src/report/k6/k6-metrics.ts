import type { MetricSummary, PhaseSummary, ThresholdResult } from '../../bench/record/document.ts';

/** k6's own metrics, by the heading under which its summary lists them. */
export const k6Sections = [
  {
    title: 'HTTP',
    names: [
      'http_req_blocked',
      'http_req_connecting',
      'http_req_duration',
      'http_req_failed',
      'http_req_receiving',
      'http_req_sending',
      'http_req_tls_handshaking',
      'http_req_waiting',
      'http_reqs',
    ],
  },
  {
    title: 'EXECUTION',
    names: ['dropped_iterations', 'iteration_duration', 'iterations', 'vus', 'vus_max'],
  },
  { title: 'NETWORK', names: ['data_received', 'data_sent'] },
] as const;

type K6Section = (typeof k6Sections)[number]['title'];

/** What k6 leaves out of its compact summary. */
export const hiddenWhenCompact: ReadonlySet<string> = new Set([
  'http_req_blocked',
  'http_req_connecting',
  'http_req_receiving',
  'http_req_sending',
  'http_req_tls_handshaking',
  'http_req_waiting',
]);

export const parentOf = (name: string): string => name.split('{', 1)[0] ?? name;

/** `{ start:cold }` for `http_req_duration{start:cold}`; a metric without a selector is its own label. */
export const labelOf = (name: string): string => {
  const brace = name.indexOf('{');
  return brace < 0 ? name : `{ ${name.slice(brace + 1, -1)} }`;
};

/** Parents first, each followed by its sub-populations; by name. */
export const compareNames = (a: string, b: string): number =>
  parentOf(a).localeCompare(parentOf(b)) ||
  a.slice(parentOf(a).length).localeCompare(b.slice(parentOf(b).length));

const sectionOf = new Map<string, K6Section>(
  k6Sections.flatMap(({ title, names }) => names.map((name) => [name, title] as const)),
);

interface NamedMetric {
  readonly name: string;
  readonly section: K6Section;
  readonly metric: MetricSummary;
}

/**
 * The metrics that k6 itself would list for a run like this one: its own, of sub-populations those of
 * expected responses and those that a threshold names. Sorted by name.
 */
export const k6Metrics = (
  phase: PhaseSummary,
  thresholds: readonly ThresholdResult[],
): readonly NamedMetric[] => {
  const withThreshold = new Set(thresholds.map(({ metric }) => metric));
  return Object.entries(phase.metrics)
    .flatMap(([name, metric]) => {
      const section = sectionOf.get(parentOf(name));
      // k6 has no counter of what never happened.
      if (name === 'dropped_iterations' && isNothing(metric)) return [];
      const listed =
        !name.includes('{') || name.endsWith('{expected_response:true}') || withThreshold.has(name);
      return section !== undefined && listed ? [{ name, section, metric }] : [];
    })
    .sort((a, b) => compareNames(a.name, b.name));
};

/**
 * The metrics that are ours: everything that k6 would not list. Of sub-populations only the durations, which
 * hold their counts; of start and store together only when there were cold starts, as else they repeat the store.
 */
export const ownMetrics = (
  phase: PhaseSummary,
): readonly { readonly name: string; readonly metric: MetricSummary }[] => {
  const hadColdStarts = Object.keys(phase.metrics).some((name) => name.endsWith('{start:cold}'));
  return Object.entries(phase.metrics)
    .map(([name, metric]) => ({ name, metric }))
    .filter(({ name }) => name.includes('{') || !sectionOf.has(name))
    .filter(({ name }) => hadColdStarts || !/\{start:\w+,outcome:/.test(name))
    .filter(({ name }) => !/^http_req(s|_failed)\{|\{expected_response:true\}$/.test(name))
    .filter(({ name, metric }) => name === 'cold_starts' || !isNothing(metric));
};

const isNothing = (metric: MetricSummary): boolean => {
  if (metric.type === 'counter') return metric.values.count === 0;
  if (metric.type === 'rate') return metric.values.passes === 0;
  return metric.type === 'trend' && (metric.values['count'] === 0 || metric.values['max'] === 0);
};
