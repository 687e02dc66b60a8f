import type { Choice } from '../../bench/lab/choose-size.ts';
import type { LabRun, MemoryFindings } from '../../bench/lab/lab-document.ts';
import type { Figure, SizeFigures } from '../../bench/lab/memory-figures.ts';
import { rangeText } from '../bench/time-text.ts';
import { formatUsd } from '../cards/timing-line.ts';
import { formatMs } from '../text/number-format.ts';
import { printableLine } from '../text/printable.ts';
import { type LabParts, type LabStyle, percent, reasonsText, tableOf } from './parts.ts';

/** Latency and price by memory size, and the size to take. */
export const memoryParts = (found: LabRun & MemoryFindings, style: LabStyle): LabParts => {
  const { sizes, rounds, atOnce, pricedAs } = found;
  const times = (figure: Figure | null) => columns(figure, formatMs, rangeText);
  const prices = (figure: Figure | null) =>
    columns(figure, formatUsd, ([from, to]) => `${formatUsd(from)} to ${formatUsd(to)}`);
  const basis = `${pricedAs.architecture} in ${pricedAs.region}, prices of ${pricedAs.asOf}, no free tier`;
  return {
    title: `memory sizes of ${found.target}: ${rounds} rounds, ${atOnce} cold starts at once`,
    tables: [
      tableOf(
        [
          ['latency', 'cold', '95 %', 'warm', '95 %'],
          ...sizes.map((one) => [sizeText(one), ...times(one.coldMs), ...times(one.warmMs)]),
        ],
        style,
      ),
      tableOf(
        [
          ['price of a million', 'cold', '95 %', 'warm', '95 %'],
          ...sizes.map((one) => [sizeText(one), ...prices(one.coldUsd), ...prices(one.warmUsd)]),
        ],
        style,
      ),
    ],
    notes: [...sizes.flatMap(notesOf), `Prices: ${basis}; a cold start's init is billed.`],
    conclusion: conclusionOf(found),
  };
};

const sizeText = ({ memoryMb }: SizeFigures): string => `${memoryMb} MB`;

const columns = (
  figure: Figure | null,
  value: (of: number) => string,
  range: (of: NonNullable<Figure['interval']>) => string,
): readonly string[] =>
  figure === null
    ? ['-', '']
    : [value(figure.value), figure.interval ? range(figure.interval) : '-'];

const notesOf = (one: SizeFigures): readonly string[] => [
  ...(one.status === 'refused'
    ? [`${sizeText(one)} was refused and left out: ${printableLine(one.why ?? '')}`]
    : []),
  ...(one.status === 'failed'
    ? [`${sizeText(one)} was given up: no request was answered (${printableLine(one.why ?? '')}).`]
    : []),
  ...(one.failures.length > 0 ? [`${sizeText(one)}: ${reasonsText(one.failures)}`] : []),
  ...(one.unproven > 0
    ? [`${sizeText(one)}: ${one.unproven} answers of bursts were not proven cold, and left out.`]
    : []),
];

const conclusionOf = ({ enforced, knee, cheapest, tolerance }: MemoryFindings): string[] => {
  if (!enforced) {
    return [
      'The local Lambda tells the function its memory size, and gives every size the same memory and processor. So these figures do not depend on the size: differences are noise, and which size is best cannot be told here. With --stack or --function it can.',
    ];
  }
  const rule = `the smallest size within ${Number((100 * tolerance).toPrecision(3))} % of the fastest`;
  if (knee === null || cheapest === null) {
    return [`Which is ${rule} cannot be told: that takes three rounds that measured every size.`];
  }
  return [choiceText(knee, rule), choiceText(cheapest, 'the size of the lowest warm price')];
};

const choiceText = ({ memoryMb, share, isSure, candidates }: Choice, rule: string): string => {
  if (isSure) return `${memoryMb} MB is ${rule} (${percent(share)} sure).`;
  const open = candidates.map((one) => `${one.memoryMb} MB (${percent(one.share)})`).join(' or ');
  return `Which is ${rule} cannot be told yet: ${open}. More --rounds narrow it.`;
};
