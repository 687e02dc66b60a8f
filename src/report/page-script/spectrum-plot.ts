import type uPlot from 'uplot';
import type { PopulationFigures } from '../figures/figures.ts';
import { type SpectrumPoint, shareText, spectrumOf } from '../figures/spectrum.ts';
import { labelBases } from '../page/label-bases.ts';
import { logAxis, tickText } from '../page/log-axis.ts';
import { countOf, fullLabel, hueOf, rangeOf, timeOf } from '../page/words.ts';
import { clearPlot, drawPlot } from './plot.ts';
import { colour, faded, hueColour } from './theme.ts';
import { axisStyle } from './time-axis.ts';

interface Line {
  readonly population: PopulationFigures;
  readonly points: readonly SpectrumPoint[];
  readonly hue: string;
  readonly dash: number[];
}

/** Populations of one kind in several phases have one hue: the line tells them apart. */
const dashes = [[], [7, 4], [2, 3], [10, 3, 2, 3]];

export const drawSpectrum = (
  host: HTMLElement,
  populations: readonly PopulationFigures[],
): void => {
  clearPlot(host);
  const parts = [...new Set(populations.map(({ part }) => part))];
  const lines = populations.map((population) => ({
    population,
    points: spectrumOf(population.counts, population.slots),
    hue: hueColour(hueOf(population.start, population.outcome)),
    dash: dashes[parts.indexOf(population.part)] ?? [],
  }));
  if (lines.length === 0) {
    host.textContent = 'Nothing is selected.';
    return;
  }
  const ends = lines.flatMap(({ points }) =>
    points.flatMap(({ ms, band }) => [ms, ...(band ?? [])]),
  );
  const [least, most] = [Math.min(...ends) * 0.9, Math.max(...ends) * 1.15];
  const furthest = Math.max(10, ...lines.map(({ population }) => population.counts.total));
  drawPlot(
    host,
    {
      height: host.clientWidth < 600 ? 300 : 360,
      padding: [16, 16, 0, 0],
      scales: {
        x: { time: false, distr: 3, range: [1, furthest * 1.25] },
        y: { distr: 3, range: [least, Math.max(most, least * 2)] },
      },
      series: [{}, ...lines.flatMap(seriesOf)],
      bands: lines.map(({ hue }, at) => ({
        series: [3 * at + 3, 3 * at + 2] as [number, number],
        fill: faded(hue, 0.16),
      })),
      axes: [
        {
          ...axisStyle(),
          size: 30,
          splits: (plot) => ticksUpTo(furthest, plot.bbox.width / devicePixelRatio),
          filter: (_, ticks) => ticks,
          values: (_, ticks) => ticks.map((x) => shareText(1 - 1 / x)),
        },
        {
          ...axisStyle(),
          size: 56,
          splits: () => [...logAxis(least, most).ticks],
          filter: (_, ticks) => ticks,
          values: (_, ticks) => ticks.map(tickText),
        },
      ],
      cursor: { drag: { x: false, y: false, setScale: false }, points: { show: false } },
      hooks: { draw: [(plot) => drawEnds(plot, lines)] },
    },
    alignedData(lines),
    (x, y, plot) => tipOf(lines, x, y, plot),
  );
};

/** The line, and the two edges of its band. */
const seriesOf = ({ hue, dash }: Line): uPlot.Series[] => [
  { stroke: hue, width: 2, dash, spanGaps: true, points: { show: false } },
  { stroke: 'transparent', width: 0, spanGaps: true, points: { show: false } },
  { stroke: 'transparent', width: 0, spanGaps: true, points: { show: false } },
];

const alignedData = (lines: readonly Line[]): uPlot.AlignedData => {
  const xs = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort(
    (a, b) => a - b,
  );
  const columns = lines.flatMap(({ points }) => {
    const at = new Map(points.map((point) => [point.x, point]));
    const of = (pick: (point: SpectrumPoint) => number | undefined) =>
      xs.map((x) => {
        const point = at.get(x);
        return point === undefined ? null : (pick(point) ?? null);
      });
    return [of(({ ms }) => ms), of(({ band }) => band?.[0]), of(({ band }) => band?.[1])];
  });
  return [xs, ...columns];
};

const telling = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

const ticksUpTo = (furthest: number, width: number): number[] => {
  const decade = width / Math.log10(furthest);
  const fine = decade > 170 ? [2, 4, 20] : decade > 130 ? [2] : [];
  return [...telling, ...fine].sort((a, b) => a - b).filter((x) => x <= furthest);
};

/** A line ends where its samples end: that is seen, and there it has its name, where there is room for names. */
const drawEnds = (plot: uPlot, lines: readonly Line[]): void => {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const ends = lines
    .flatMap(({ points, hue, population }) => {
      const last = points.at(-1);
      if (last === undefined) return [];
      const [x, y] = [plot.valToPos(last.x, 'x', true), plot.valToPos(last.ms, 'y', true)];
      return [{ x, y, hue, name: fullLabel(population) }];
    })
    .sort((a, b) => b.y - a.y);
  ctx.save();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.strokeStyle = colour('paper');
  ctx.lineWidth = 4 * ratio;
  ctx.lineJoin = 'round';
  const bases = labelBases(
    ends.map(({ y }) => y - 6 * ratio),
    15 * ratio,
  );
  for (const [at, { x, y, hue, name }] of ends.entries()) {
    ctx.fillStyle = hue;
    ctx.beginPath();
    ctx.arc(x, y, 3.5 * ratio, 0, 2 * Math.PI);
    ctx.fill();
    if (bbox.width < 600 * ratio) continue;
    const base = bases[at] ?? y;
    const right = Math.max(x, bbox.left + ctx.measureText(name).width);
    // A line that runs behind the name would make it hard to read.
    ctx.strokeText(name, right, base);
    ctx.fillText(name, right, base);
  }
  ctx.restore();
};

const tipOf = (lines: readonly Line[], x: number, y: number, plot: uPlot): string | undefined => {
  const near = lines
    .flatMap((line) => {
      const point = line.points.reduce(
        (best: SpectrumPoint | undefined, one) =>
          best === undefined || Math.abs(Math.log(one.x / x)) < Math.abs(Math.log(best.x / x))
            ? one
            : best,
        undefined,
      );
      if (point === undefined || point.x * 1.4 < x) return [];
      return [{ line, point, far: Math.abs(plot.valToPos(point.ms, 'y') - plot.valToPos(y, 'y')) }];
    })
    .sort((a, b) => a.far - b.far)[0];
  if (near === undefined) return undefined;
  const { line, point } = near;
  const band = point.band === null ? '' : `\n95 %: ${rangeOf(point.band)}`;
  return `${fullLabel(line.population)}\n${shareText(point.share)} of ${countOf(line.population.counts.total)} within ${timeOf(point.ms)}${band}`;
};
