import type { BenchDocument, PhaseSummary, Population } from '../../bench/record/document.ts';
import { formatCount } from '../../core/format-count.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { clip, createPaint, gap, textWidth } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { populationLabel } from '../text/population-label.ts';
import { sparkline } from './sparkline.ts';
import { rateText, timeText } from './time-text.ts';

/** One line of figures. */
interface Row {
  readonly label: string;
  readonly values: Readonly<Record<string, number>>;
  readonly service?: Readonly<Record<string, number>> | undefined;
  readonly shape?: readonly number[];
}

interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly text: (row: Row) => string;
}

/** What was measured: each phase with what it was made of, and the populations in it, which alone can be compared. */
export const renderPopulations = (document: BenchDocument, style: SummaryStyle): string => {
  const paint = createPaint(style.colour);
  const groups = [
    ...document.phases.map((phase) => phaseGroup(phase, document)),
    ...burstGroup(document),
  ];
  const rows = groups.flatMap((group) => group.rows);
  const longest = Math.max(0, ...rows.map(({ label }) => textWidth(label) + 2));
  const columns = columnsThatFit(document, style, longest);
  const room = style.width - columns.reduce((sum, { width }) => sum + width, 0);
  const labelWidth = Math.min(longest, Math.max(12, room));
  const line = (label: string, texts: readonly string[]): string => {
    const fitting = textWidth(label) > labelWidth ? label.replace(', image ', ', ') : label;
    const shown = clip(fitting, labelWidth);
    const cells = texts.map((text, at) => gap(text, columns[at]?.width ?? 0) + text);
    return (shown + gap(shown, labelWidth) + cells.join('')).trimEnd();
  };
  const times = document.populations.some((one) => one.service) ? 'response time' : 'duration';
  const head = line(
    textWidth(times) > labelWidth ? '' : times,
    columns.map(({ title }) => title),
  );
  const body = groups.flatMap((group) => [
    ...wrap(group.title, style.width, 0).map(paint.bold),
    ...group.rows.map((row) =>
      line(
        `  ${row.label}`,
        columns.map(({ text }) => text(row)),
      ),
    ),
  ]);
  return [...(rows.length === 0 ? [] : [head]), ...body, ...scantNote(rows, columns, style)].join(
    '\n',
  );
};

const phaseGroup = (phase: PhaseSummary, { populations, rounds }: BenchDocument): Group => {
  const mine = populations.filter(({ part }) => part === phase.name);
  const durationMs = rounds.reduce(
    (sum, round) => (round.phase === phase.name ? sum + round.durationMs : sum),
    0,
  );
  const requests = phase.metrics['http_reqs'];
  const count = requests?.type === 'counter' ? requests.values.count : 0;
  const rate = rateText((1000 * count) / Math.max(1, durationMs || phase.durationMs));
  const title = `${phase.name} phase: ${[rate, ...makeUp(phase)].join(', ')}; ${failedOf(phase)}`;
  return { title, rows: [...mine.map(populationRow), ...(mine.length > 1 ? wholeRow(phase) : [])] };
};

/** At an arrival rate by response time, as the rows above it. */
const wholeRow = ({ metrics }: PhaseSummary): readonly Row[] => {
  const [response, duration] = [metrics['response_time'], metrics['http_req_duration']];
  if (duration?.type !== 'trend') return [];
  const label = 'all of them';
  return response?.type === 'trend'
    ? [{ label, values: response.values, service: duration.values }]
    : [{ label, values: duration.values }];
};

const failedOf = ({ classes: { started, ok, interrupted } }: PhaseSummary): string =>
  `${formatCount(started - interrupted - ok)} of ${formatCount(started)} failed`;

/** What a phase is a mixture of: its own figures depend on how much of each it had time for. */
const makeUp = ({ metrics }: PhaseSummary): readonly string[] => {
  const counted = (name: string): number => {
    const metric = metrics[name];
    return metric?.type === 'counter' ? metric.values.count : 0;
  };
  return [
    { count: counted('cold_starts'), one: 'cold start', many: 'cold starts' },
    { count: counted('http_reqs{outcome:fetched}'), one: 'miss', many: 'misses' },
    { count: counted('http_reqs{outcome:stored}'), one: 'hit', many: 'hits' },
  ].flatMap(({ count, one, many }) =>
    count === 0 ? [] : [`${formatCount(count)} ${count === 1 ? one : many}`],
  );
};

const burstGroup = ({ populations, coldStarts }: BenchDocument): readonly Group[] => {
  const mine = populations.filter(({ part }) => part === 'bursts');
  if (coldStarts === undefined || mine.length === 0) return [];
  const title = `cold starts made on purpose, ${formatCount(coldStarts.atOnce)} at once, and the same requests again`;
  return [{ title, rows: mine.map(populationRow) }];
};

const populationRow = (population: Population): Row => ({
  label: populationLabel(population),
  values: population.values,
  service: population.service?.values,
  shape: population.shape,
});

const percentile = (title: string, name: string, { timeUnit }: SummaryStyle): Column => ({
  ...{ title, width: 9, text: ({ values }) => timeText(values[name], timeUnit) },
});

const service = (title: string, name: string, { timeUnit }: SummaryStyle): Column => ({
  title,
  width: textWidth(title) + 2,
  text: ({ service: values }) => (values === undefined ? '' : timeText(values[name], timeUnit)),
});

/** As many of the telling columns as the terminal is wide enough for. */
const columnsThatFit = (
  { populations }: BenchDocument,
  style: SummaryStyle,
  labelWidth: number,
): readonly Column[] => {
  const open = populations.some((one) => one.service !== undefined);
  const telling = [
    { title: 'n', width: 7, text: ({ values }: Row) => formatCount(values['count'] ?? 0) },
    percentile('p50', 'med', style),
    percentile('p95', 'p(95)', style),
    percentile('p99', 'p(99)', style),
    percentile('max', 'max', style),
    ...(open
      ? [service('service p50', 'med', style), service('service p95', 'p(95)', style)]
      : [
          {
            title: 'shape',
            width: 10,
            text: ({ shape = [] }: Row) =>
              sparkline(
                shape.map((count) => count || undefined),
                8,
              ),
          },
        ]),
  ];
  const fitting = telling.filter((_, at) => {
    const upTo = telling.slice(0, at + 1).reduce((sum, { width }) => sum + width, 0);
    return at === 0 || labelWidth + upTo <= style.width;
  });
  return fitting.length > 1 ? fitting : telling.slice(0, 2);
};

const needs = [
  { title: 'p95', name: 'p(95)', samples: 20 },
  { title: 'p99', name: 'p(99)', samples: 100 },
] as const;

/** Why there is a dash in a column that is shown. */
const scantNote = (
  rows: readonly Row[],
  columns: readonly Column[],
  style: SummaryStyle,
): readonly string[] => {
  const missing = needs.filter(
    ({ title, name }) =>
      columns.some((column) => column.title === title) &&
      rows.some(({ values }) => values[name] === undefined),
  );
  if (missing.length === 0) return [];
  const text = missing.map(({ title, samples }) => `${title} needs ${samples}`).join(', ');
  return wrap(`- is too few samples: ${text}.`, style.width, 0);
};
