import { fibonacci } from '../../core/service/fibonacci.ts';
import type { ImageRecord } from '../../core/service/image-service.ts';
import { type LabelRow, labelRows } from '../text/label-rows.ts';
import { formatBytes, formatMs } from '../text/number-format.ts';
import { createStyle } from '../text/style.ts';
import { fibonacciRow } from './fibonacci-row.ts';

interface GetCard {
  readonly record: ImageRecord;
  readonly imageBytes: number;
  readonly location: string;
  readonly writtenTo: string | undefined;
  readonly colour: boolean;
  /** Absent where no terminal limits a line. */
  readonly columns: number | undefined;
}

/** One image at a glance. */
export const getCard = ({ record, ...card }: GetCard): string => {
  const style = createStyle(card.colour);
  const { pixels, metadata, outcome } = record;
  const rows: LabelRow[] = [
    fibonacciRow(pixels, fibonacci(pixels).toString(), card),
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
  return labelRows(rows, card.colour);
};

export const outcomeText = {
  stored: 'stored: found in the store',
  fetched: 'fetched: it was not in the store, now it is',
} as const;

const times = ({ steps }: ImageRecord): string =>
  [
    `lookup ${formatMs(steps.lookupMs)}`,
    ...(steps.fetchMs === undefined ? [] : [`fetch ${formatMs(steps.fetchMs)}`]),
    ...(steps.storeMs === undefined ? [] : [`store ${formatMs(steps.storeMs)}`]),
  ].join(', ');
