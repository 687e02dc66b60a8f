import type uPlot from 'uplot';
import type { OpenRun } from '../figures/open-run.ts';
import { colour } from './theme.ts';

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
const pixelsATick = 64;

/** Where ticks stand on the axis of all phases: at round seconds of each phase's own time. */
const timeSplits = ({ parts, seconds }: OpenRun, width: number): number[] => {
  const fitting = Math.max(1, width / pixelsATick);
  const step = steps.find((one) => seconds / one <= fitting) ?? 7200;
  return parts.flatMap(({ from, to }) => {
    const many = Math.max(1, Math.floor((to - from) / step - 0.35) + 1);
    return Array.from({ length: many }, (_, at) => from + at * step);
  });
};

/** Seconds of the phase's own time. */
const ownTime = ({ parts }: OpenRun, at: number): number =>
  at - (parts.findLast(({ from }) => from <= at + 1e-6)?.from ?? 0);

const tickText = (seconds: number, inMinutes: boolean): string =>
  inMinutes && seconds > 0 ? `${Math.round(seconds / 60)} min` : `${Number(seconds.toFixed(1))} s`;

export const axisStyle = () => ({
  stroke: colour('soft'),
  grid: { stroke: colour('line'), width: 1 },
  ticks: { show: false },
  font: '12px system-ui, sans-serif',
});

export const timeAxis = (open: OpenRun): uPlot.Axis => ({
  ...axisStyle(),
  grid: { show: false },
  size: 30,
  splits: (plot) => timeSplits(open, plot.bbox.width / devicePixelRatio),
  values: (_, ticks) => {
    const inMinutes = ticks.every((at) => Math.abs(ownTime(open, at) % 60) < 1e-3);
    return ticks.map((at) => tickText(ownTime(open, at), inMinutes));
  },
});

/** The names of the phases over their time, and a line where one ends and the next begins. */
export const drawParts = (plot: uPlot, { parts }: OpenRun): void => {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  for (const { name, from } of parts) {
    const x = Math.round(plot.valToPos(from, 'x', true));
    ctx.fillStyle = colour('soft');
    const title = `${name} phase`;
    const right = bbox.left + bbox.width - ctx.measureText(title).width;
    ctx.fillText(title, Math.min(x + 6 * ratio, right), bbox.top - 16 * ratio);
    if (from === 0) continue;
    ctx.fillStyle = colour('ink');
    ctx.fillRect(x, bbox.top - 16 * ratio, ratio, bbox.height + 16 * ratio);
  }
  ctx.restore();
};
