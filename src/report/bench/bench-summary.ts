import type { Load } from '../../bench/load/load.ts';
import { plannedRateAt } from '../../bench/load/load-arithmetic.ts';
import type { BenchDocument, PhaseSummary } from '../../bench/record/document.ts';
import { renderLegacySummary } from '../k6/k6-legacy.ts';
import { fittedProgressBar, type Progress, runningLine } from '../k6/k6-progress.ts';
import { renderK6Summary, titleLines } from '../k6/k6-summary.ts';
import { scenarioLines } from '../k6/load-description.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { createPaint, textWidth } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { renderAnswer, renderFindings } from './bench-answer.ts';
import { failedShare, mostFailedShare } from './failed-share.ts';
import { renderHeadline } from './headline.ts';
import { renderOwnSection } from './own-section.ts';

/** What `bench` prints: the answer on one screen, and before it each phase in k6's layout where that is asked for. */
export const renderBench = (document: BenchDocument, style: SummaryStyle): string => {
  if (style.mode === 'compact') return renderAnswer(document, style);
  const paint = createPaint(style.colour);
  return [
    ...document.phases.map((phase) => renderPhase(phase, document, style)),
    [...titleLines('POPULATIONS', paint), renderFindings(document, style), ''].join('\n'),
    `${renderHeadline(document, style)}\n`,
  ].join('\n');
};

/** One phase: what ran, k6's summary, k6's two closing lines, and our section. */
export const renderPhase = (
  phase: PhaseSummary,
  { scenario, thresholds }: BenchDocument,
  style: SummaryStyle,
): string => {
  const mine = thresholds.filter((result) => result.phase === phase.name);
  const legacy = style.mode === 'legacy';
  const render = legacy ? renderLegacySummary : renderK6Summary;
  const progress = finalProgress(phase, scenario.load);
  const own = renderOwnSection(phase, style);
  return [
    // The classic look is k6's to the letter: there the scenario of a command line is called default.
    ...(legacy
      ? scenarioLines(scenario.load, 'default', 2)
      : scenarioLines(scenario.load, phase.name)
    ).flatMap((line) => wrapIndented(line, style.width)),
    '',
    render(phase, mine, style),
    ...wrap(runningLine(progress), style.width, 0, 2),
    fittedProgressBar(phase.name, progress, style.width, createPaint(style.colour)),
    '',
    ...(own === '' ? [] : [own]),
  ].join('\n');
};

/** A line of k6's as it is, or, where it is too long, its sentence on several. */
const wrapIndented = (line: string, width: number): readonly string[] => {
  const text = line.trimStart();
  const indent = Math.min(line.length - text.length, Math.floor(width / 8));
  return textWidth(line) <= width ? [line] : wrap(text, width, indent, indent + 2);
};

const finalProgress = (phase: PhaseSummary, load: Load): Progress => {
  const iterations = phase.metrics['iterations'];
  const vus = phase.metrics['vus_max'];
  const plannedRate = plannedRateAt(load, phase.durationMs);
  return {
    load,
    elapsedMs: phase.durationMs,
    status: statusOf(phase),
    activeVus: 0,
    initialisedVus: vus?.type === 'gauge' ? vus.values.max : 0,
    complete: iterations?.type === 'counter' ? iterations.values.count : 0,
    interrupted: phase.classes.interrupted,
    ...(plannedRate !== undefined && { plannedRate }),
  };
};

const statusOf = (phase: PhaseSummary): Progress['status'] => {
  if (phase.endedBy !== undefined) return 'interrupted';
  return failedShare(phase) > mostFailedShare ? 'failed' : 'done';
};
