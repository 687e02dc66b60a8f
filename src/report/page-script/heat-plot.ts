import type uPlot from 'uplot';
import { type Heat, heatOf } from '../figures/heat.ts';
import type { OpenMark, OpenRun } from '../figures/open-run.ts';
import { logAxis, tickText } from '../page/log-axis.ts';
import { heatSentence } from '../page/sentences.ts';
import { timeOf } from '../page/words.ts';
import { byId } from './elements.ts';
import { clearPlot, drawPlot, type TimePlot, timeOptions } from './plot.ts';
import { blend, colour, hueColour } from './theme.ts';
import { axisStyle } from './time-axis.ts';

/** Time by the logarithm of latency: cells, and on them what must not be lost in any cell. */
export const drawHeat = (host: HTMLElement, hidden: readonly string[], time: TimePlot): void => {
  const { open } = time;
  const heat = heatOf(open, hidden);
  if (heat === undefined) {
    clearPlot(host);
    byId('heat-note').textContent = '';
    host.textContent = 'This run was recorded without latencies over time.';
    return;
  }
  const marks = shownMarks(open, hidden);
  const [least = 1, greatest = 1000] = [heat.edgesMs[0], heat.edgesMs.at(-1)];
  const most = Math.max(1.3 * greatest, 4 * least);
  const { x, scale, hooks, ...rest } = timeOptions(time);
  drawPlot(
    host,
    {
      ...rest,
      height: host.clientWidth < 600 ? 300 : 380,
      scales: { x: scale, y: { distr: 3, range: [least, most] } },
      series: [{}, { scale: 'y', paths: () => null, points: { show: false } }],
      axes: [
        x,
        {
          ...axisStyle(),
          size: 56,
          splits: () => [...logAxis(least, most).ticks],
          filter: (_, ticks) => ticks,
          values: (_, ticks) => ticks.map(tickText),
        },
      ],
      hooks: {
        ...hooks,
        draw: [(plot) => drawCells(plot, heat), (plot) => drawMarks(plot, marks)],
      },
    },
    [
      [0, open.seconds],
      [null, null],
    ],
    (x, y, plot) => markTip(marks, plot) ?? cellTip(heat, open, x, y),
  );
  byId('heat-note').textContent = heatSentence(open, heat.most);
};

interface ShownMark extends OpenMark {
  readonly kind: 'cold start' | 'time-out';
}

/** Of populations that are hidden the dots are hidden too. */
const shownMarks = (open: OpenRun, hidden: readonly string[]): readonly ShownMark[] => [
  ...open.cold
    .filter(({ part, outcome }) => !hidden.includes(`${part}/cold/${outcome}`))
    .map((mark) => ({ ...mark, kind: 'cold start' as const })),
  ...open.timeouts.map((mark) => ({ ...mark, kind: 'time-out' as const })),
];

const drawCells = (plot: uPlot, { columns, edgesMs, most }: Heat): void => {
  const { ctx } = plot;
  const [low, high] = [colour('heat-low'), colour('heat-high')];
  const y = edgesMs.map((ms) => Math.round(plot.valToPos(ms, 'y', true)));
  ctx.save();
  for (const { from, to, perSecond } of columns) {
    const left = Math.round(plot.valToPos(from, 'x', true));
    const right = Math.round(plot.valToPos(to, 'x', true));
    for (const [row, value] of perSecond.entries()) {
      if (value === 0) continue;
      const [bottom = 0, top = 0] = [y[row], y[row + 1]];
      // A cell of few is still seen beside one of many.
      ctx.fillStyle = blend(low, high, (value / most) ** 0.4);
      ctx.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }
  }
  ctx.restore();
};

const drawMarks = (plot: uPlot, marks: readonly ShownMark[]): void => {
  const { ctx } = plot;
  const size = 4 * devicePixelRatio;
  ctx.save();
  ctx.lineWidth = 1.5 * devicePixelRatio;
  const paper = colour('paper');
  const hues = new Map<string, string>();
  for (const { at, ms, kind, outcome } of marks) {
    const [x, y] = [plot.valToPos(at, 'x', true), plot.valToPos(ms, 'y', true)];
    ctx.beginPath();
    if (kind === 'cold start') {
      const hue = hues.get(outcome) ?? hueColour(`cold-${outcome}`);
      hues.set(outcome, hue);
      ctx.arc(x, y, size, 0, 2 * Math.PI);
      ctx.fillStyle = hue;
      ctx.strokeStyle = paper;
      ctx.fill();
    } else {
      ctx.moveTo(x, y - 1.4 * size);
      ctx.lineTo(x + 1.3 * size, y + size);
      ctx.lineTo(x - 1.3 * size, y + size);
      ctx.closePath();
      ctx.strokeStyle = colour('bad');
    }
    ctx.stroke();
  }
  ctx.restore();
};

const nearPixels = 7;

const markTip = (marks: readonly ShownMark[], plot: uPlot): string | undefined => {
  const { left = -1, top = -1 } = plot.cursor;
  const near = marks.filter(
    ({ at, ms }) =>
      Math.hypot(plot.valToPos(at, 'x') - left, plot.valToPos(ms, 'y') - top) <= nearPixels,
  );
  const [first] = near;
  if (first === undefined) return undefined;
  const more = near.length > 1 ? `\nand ${near.length - 1} more here` : '';
  const image = first.outcome === 'unknown' ? '' : `, image ${first.outcome}`;
  return `${first.kind}${image}: ${timeOf(first.ms)}${more}`;
};

const cellTip = (
  { columns, edgesMs }: Heat,
  { parts }: OpenRun,
  x: number,
  y: number,
): string | undefined => {
  const column = columns.find(({ from, to }) => x >= from && x < to);
  const row = edgesMs.findIndex((ms) => ms > y) - 1;
  const value = column?.perSecond[row];
  if (column === undefined || value === undefined || value === 0) return undefined;
  const begin = parts.find(({ name }) => name === column.part)?.from ?? 0;
  const count = Math.round(value * Math.max(1e-3, column.to - column.from));
  const time = [column.from, column.to].map((at) => Number((at - begin).toFixed(1))).join('–');
  return `${count} request${count === 1 ? '' : 's'} in ${column.part}, ${time} s\n${timeOf(edgesMs[row])} to ${timeOf(edgesMs[row + 1])}`;
};
