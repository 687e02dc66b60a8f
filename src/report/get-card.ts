import { fibonacci } from '../core/fibonacci.ts';
import type { ImageRecord } from '../core/image-service.ts';
import { formatBytes, formatMs, shortenMiddle } from './number-format.ts';
import { createStyle } from './style.ts';

export interface GetCard {
  readonly record: ImageRecord;
  readonly imageBytes: number;
  readonly location: string;
  readonly writtenTo: string | undefined;
  readonly colour: boolean;
  readonly columns: number;
}

/** One image at a glance. */
export const getCard = ({ record, ...card }: GetCard): string => {
  const style = createStyle(card.colour);
  const { pixels, metadata, outcome } = record;
  const digits = fibonacci(pixels).toString();
  const name = `F(${pixels})`;
  const count = digits.length === 1 ? '1 digit' : `${digits.length} digits`;
  const room = Math.max(16, Math.min(card.columns, 100) - 14 - count.length);
  const rows: [string, string][] = [
    [name, `${shortenMiddle(digits, room)}  ${style('dim', count)}`],
    [
      'image',
      `${pixels} x ${pixels} px, ${formatBytes(card.imageBytes)} (${card.imageBytes} bytes)`,
    ],
    ['kept at', card.location],
    ['from', metadata.redirectedUrl],
    ['created', `${metadata.created} UTC`],
    ['outcome', style(outcome === 'stored' ? 'green' : 'yellow', outcomeText[outcome])],
    ['time', times(record)],
  ];
  if (card.writtenTo !== undefined) rows.push(['written to', card.writtenTo]);
  return `${rows.map(([label, value]) => `${style('dim', label.padEnd(10))}  ${value}`).join('\n')}\n`;
};

const outcomeText = {
  stored: 'stored: found in the store',
  fetched: 'fetched: it was not in the store, now it is',
} as const;

const times = ({ steps }: ImageRecord): string =>
  [
    `lookup ${formatMs(steps.lookupMs)}`,
    ...(steps.fetchMs === undefined ? [] : [`fetch ${formatMs(steps.fetchMs)}`]),
    ...(steps.storeMs === undefined ? [] : [`store ${formatMs(steps.storeMs)}`]),
  ].join(', ');
