import type { BenchDocument } from '../../bench/record/document.ts';
import type { EventSummary } from '../../core/events/event-summary.ts';
import { formatCount } from '../../core/format-count.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { timeText } from './time-text.ts';

/** What became of the uploads of a run, and how long it took from their acceptance on. */
export const eventSentences = (
  { events, interrupted }: Pick<BenchDocument, 'events' | 'interrupted'>,
  { timeUnit }: Pick<SummaryStyle, 'timeUnit'>,
): readonly string[] => {
  if (events === undefined) return [];
  const time = (ms: number): string => timeText(ms, timeUnit);
  return [
    accountSentence(events, interrupted ? 'not handled when the run was interrupted' : 'lost'),
    ...events.endToEnd.map(({ start, values }) => {
      const p95 = values['p(95)'] === undefined ? '' : `, p95 ${time(values['p(95)'])}`;
      const name = start === 'unknown' ? 'unknown starts' : `${start} starts`;
      const those = events.handled < events.accepted - events.refused ? ', of those in time' : '';
      return `From the accepted upload to the readable item${those}, ${name} (${formatCount(values['count'] ?? 0)}): p50 ${time(values['med'] ?? 0)}${p95}.`;
    }),
    pollingSentence(events, time),
    ...(events.accepted > 0 && events.handled + events.refused + events.late === 0
      ? [
          'No upload was handled: does the bucket tell the function of them? A stack needs -c events=eventbridge or -c events=sqs when it is deployed.',
        ]
      : []),
  ];
};

/** Of an interrupted run what is `lost` may still be under way. */
const accountSentence = (events: EventSummary, gone: string): string => {
  const { accepted, handled, refused, late, deadLettered, lost, delivery } = events;
  const n = formatCount;
  const dead =
    deadLettered === null
      ? `${n(lost)} ${gone} or given to the destination of failures`
      : `${n(deadLettered)} given to the destination of failures + ${n(lost)} ${gone}`;
  const queue =
    delivery === null
      ? ''
      : `; ${n(delivery.duplicated)} delivered twice, ${n(delivery.retried)} tries again`;
  return `Of ${n(accepted)} uploads: ${n(handled)} handled + ${n(refused)} refused + ${n(late)} late + ${dead}${queue}.`;
};

const pollingSentence = (
  { polling: { reads, everyMs }, accepted }: EventSummary,
  time: (ms: number) => string,
): string => {
  const each = accepted === 0 ? '0' : String(Number((reads / accepted).toFixed(1)));
  return `Items were looked for every ${time(everyMs)}, ${each} times each: times are late by up to that and a read.`;
};
