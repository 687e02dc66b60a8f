import uPlot from 'uplot';
import type { OpenRun } from '../figures/open-run.ts';
import type { Span } from '../figures/selection.ts';
import { drawParts, timeAxis } from './time-axis.ts';

/** What is under the pointer, in words; undefined for nothing. Values of the axes. */
type TipOf = (x: number, y: number, plot: uPlot) => string | undefined;

const drawn = new Map<HTMLElement, uPlot>();

/** Draws a plot into its host, in the place of the one that was there. */
export const drawPlot = (
  host: HTMLElement,
  options: Omit<uPlot.Options, 'width'>,
  data: uPlot.AlignedData,
  tipOf: TipOf,
): void => {
  clearPlot(host);
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  const showTip = (plot: uPlot): void => {
    const { left = -1, top = -1 } = plot.cursor;
    const text =
      left < 0 ? undefined : tipOf(plot.posToVal(left, 'x'), plot.posToVal(top, 'y'), plot);
    tip.hidden = text === undefined;
    if (text === undefined) return;
    tip.textContent = text;
    const [x, y] = [
      left + plot.bbox.left / devicePixelRatio,
      top + plot.bbox.top / devicePixelRatio,
    ];
    const beyond = x > host.clientWidth / 2;
    tip.style.left = beyond ? 'auto' : `${x + 14}px`;
    tip.style.right = beyond ? `${host.clientWidth - x + 14}px` : 'auto';
    tip.style.top = `${Math.max(0, y - 20)}px`;
  };
  const { hooks = {} } = options;
  const plot = new uPlot(
    {
      ...{ legend: { show: false }, ...options, width: Math.max(200, host.clientWidth) },
      hooks: { ...hooks, setCursor: [showTip] },
    },
    data,
    host,
  );
  host.append(tip);
  drawn.set(host, plot);
};

export const clearPlot = (host: HTMLElement): void => {
  drawn.get(host)?.destroy();
  drawn.delete(host);
  host.replaceChildren();
};

export interface TimePlot {
  readonly open: OpenRun;
  readonly span: Span | undefined;
  /** The reader has drawn a span, or wants the whole run again. */
  readonly onSpan: (span: Span | undefined) => void;
}

/** What plots over time have in common: their axis, the names of the phases, and the span that is drawn on them. */
export const timeOptions = ({ open, span, onSpan }: TimePlot) => ({
  padding: [20, 12, 0, 0] as [number, number, number, number],
  x: timeAxis(open),
  scale: { time: false, range: [0, open.seconds] as [number, number] },
  cursor: {
    drag: { x: true, y: false, setScale: false },
    points: { show: false },
    bind: {
      dblclick: () => () => {
        onSpan(undefined);
        return null;
      },
    },
  },
  hooks: {
    drawAxes: [(plot: uPlot) => drawParts(plot, open)],
    ready: [(plot: uPlot) => markSpan(plot, span)],
    setSelect: [
      (plot: uPlot) => {
        const { left, width } = plot.select;
        if (width < 4) return;
        const from = Math.max(0, plot.posToVal(left, 'x'));
        const to = Math.min(open.seconds, plot.posToVal(left + width, 'x'));
        onSpan({ from, to });
      },
    ],
  },
});

const markSpan = (plot: uPlot, span: Span | undefined): void => {
  if (span === undefined) return;
  const left = plot.valToPos(span.from, 'x');
  const width = plot.valToPos(span.to, 'x') - left;
  plot.setSelect({ left, width, top: 0, height: plot.bbox.height / devicePixelRatio }, false);
};
