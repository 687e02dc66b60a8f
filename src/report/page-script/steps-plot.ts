import uPlot from 'uplot';
import type { StepLine, Steps } from '../figures/over-time.ts';
import { printableLine } from '../text/printable.ts';
import { drawPlot, type TimePlot, timeOptions } from './plot.ts';
import { colour, faded } from './theme.ts';
import { axisStyle } from './time-axis.ts';

const badHues = ['bad', 'network', 'queue', 'init', 'connect', 'waiting'];

const styleOf = ({ kind }: StepLine, place: number): { hue: string; dash: number[] } => {
  switch (kind) {
    case 'ok':
    case 'seen':
      return { hue: colour('handler'), dash: [] };
    case 'fresh':
      return { hue: colour('init'), dash: [] };
    case 'limit':
      return { hue: colour('bad'), dash: [8, 4] };
    case 'dropped':
      return { hue: colour('waiting'), dash: [2, 3] };
    case 'bad':
      return { hue: colour(badHues[place] ?? 'bad'), dash: place === 0 ? [] : [6, 2 + place] };
  }
};

export interface StepsLook extends TimePlot {
  readonly unit: string;
  /** A plot beside another. */
  readonly low?: boolean;
}

/** Counts or rates over time as steps, the first line filled, with a legend of their names. */
export const drawSteps = (
  host: HTMLElement,
  { x, lines }: Steps,
  { unit, low = false, ...time }: StepsLook,
): void => {
  const bad = lines.filter(({ kind }) => kind === 'bad');
  const styles = lines.map((line) => styleOf(line, bad.indexOf(line)));
  const { x: axis, scale, hooks, ...rest } = timeOptions(time);
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  drawPlot(
    host,
    {
      ...rest,
      height: low ? 160 : host.clientWidth < 600 ? 200 : 240,
      hooks,
      scales: { x: scale, y: { range: (_, __, most) => [0, Math.max(1e-3, most * 1.08)] } },
      series: [
        {},
        ...styles.map(({ hue, dash }, at) => ({
          ...{ stroke: hue, width: 2, dash, points: { show: false } },
          ...(at === 0 && { fill: faded(hue, 0.14) }),
          ...(stepped && { paths: stepped }),
        })),
      ],
      axes: [axis, { ...axisStyle(), size: 56, values: (_, ticks) => ticks.map(short) }],
    },
    [[...x], ...lines.map(({ values }) => [...values])],
    (at) => {
      const index = x.findLastIndex((one) => one <= at);
      const told = lines.flatMap(({ name, values }) => {
        const value = values[index];
        return value === null || value === undefined || (value === 0 && lines.length > 2)
          ? []
          : [`${printableLine(name)}: ${short(value)}${unit}`];
      });
      return told.length === 0 ? undefined : told.join('\n');
    },
  );
  if (lines.length > 1 || low) host.prepend(legendOf(lines, styles));
};

const legendOf = (
  lines: readonly StepLine[],
  styles: readonly { readonly hue: string }[],
): HTMLElement => {
  const legend = document.createElement('ul');
  legend.className = 'legend';
  for (const [at, { name }] of lines.entries()) {
    const item = document.createElement('li');
    const key = document.createElement('span');
    key.className = 'key';
    key.style.background = styles[at]?.hue ?? '';
    item.append(key, ` ${printableLine(name)}`);
    legend.append(item);
  }
  return legend;
};

const short = (value: number): string =>
  value >= 1e6
    ? `${Number((value / 1e6).toPrecision(3))} M`
    : value >= 1e4
      ? `${Number((value / 1e3).toPrecision(3))} k`
      : String(Number(value.toPrecision(4)));
