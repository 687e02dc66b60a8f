import type { BenchDocument } from '../record/document.ts';
import { checkTimes } from './check-times.ts';
import { type Findings, sumOf } from './findings.ts';

/** Whether each upload is in one count, and the times are those of what was handled. */
export const checkEvents = (
  { events, phases }: Pick<BenchDocument, 'events' | 'phases'>,
  findings: Findings,
): void => {
  if (events === undefined) return;
  const { accepted, handled, refused, late, deadLettered, lost, endToEnd } = events;
  const accounted = handled + refused + late + (deadLettered ?? 0) + lost;
  findings.same('events.accepted', accepted, accounted);
  for (const [index, { values, histogram }] of endToEnd.entries()) {
    checkTimes(`events.endToEnd[${index}]`, values, histogram, findings);
  }
  const timed = sumOf(endToEnd.map(({ values }) => values['count'] ?? 0));
  findings.same('events.handled', handled, timed);
  findings.same('events.handled', handled, sumOf(phases.map(({ classes }) => classes.ok)));
};
