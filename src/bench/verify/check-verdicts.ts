import type {
  BenchDocument,
  MetricSummary,
  PhaseSummary,
  ThresholdResult,
} from '../record/document.ts';
import { checkComparison } from './check-comparison.ts';
import type { Findings } from './findings.ts';

/** Whether thresholds and the comparison of two phases follow from their metrics, and the self-check from its reasons. */
export const checkVerdicts = (document: BenchDocument, findings: Findings): void => {
  for (const [index, result] of document.thresholds.entries()) {
    const phase = document.phases.find(({ name }) => name === result.phase);
    if (phase !== undefined) checkThreshold(`thresholds[${index}]`, result, phase, findings);
  }
  checkComparison(document, findings);
  const { tainted, reasons } = document.selfCheck;
  findings.same('selfCheck.tainted', Number(tainted), Number(reasons.length > 0));
};

const operators: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '==': (value, limit) => value === limit,
  '===': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
};

/** In milliseconds, shares and bytes, as the values of metrics are; `m` is a minute, since bytes have no such unit. */
const units: Readonly<Record<string, number>> = {
  ...{ ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 },
  ...{ '%': 0.01, B: 1, kB: 1e3, MB: 1e6, GB: 1e9, '': 1, '/s': 1 },
};

const checkThreshold = (
  at: string,
  { metric, expression, ok, value }: ThresholdResult,
  phase: PhaseSummary,
  findings: Findings,
): void => {
  const [, name = '', operator = '', number = '', unit = ''] =
    /^\s*([^<>=!]+?)\s*([<>=!]+)\s*([-+.\de]+)\s*(\S*)\s*$/i.exec(expression) ?? [];
  const holds = operators[operator];
  const scale = units[unit.replace(/(.)\/s$/, '$1')];
  if (holds === undefined || scale === undefined) {
    findings.wrong(at, expression, 'no condition');
    return;
  }
  findings.same(
    `${at}.ok`,
    Number(ok),
    Number(value !== null && holds(value, Number(number) * scale)),
  );
  // What ended a run is told as it was then; without evidence there is no value, whatever was counted.
  if (value === null || (!ok && phase.endedBy === 'threshold')) return;
  findings.same(`${at}.value`, value, valueIn(phase.metrics[metric], name));
};

const valueIn = (metric: MetricSummary | undefined, name: string): number => {
  const key = name.replace(/^p\(\s*([\d.]+)\s*\)$/, (_, percent) => `p(${Number(percent)})`);
  // A counter that counted nothing is left out.
  return Object.entries(metric?.values ?? {}).find(([known]) => known === key)?.[1] ?? 0;
};
