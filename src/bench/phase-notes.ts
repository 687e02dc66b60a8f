import type { Tally } from './tally.ts';
import { highestUs } from './trend.ts';

/** What a reader of a phase's figures must know to read them rightly. */
export const phaseNotes = (tally: Tally, secondsPerPoint: number): readonly string[] => {
  const notes: string[] = [];
  const { timeout } = tally.classes;
  const ended = tally.total.count;
  if (timeout > 0) {
    const censoredFrom = (100 * (ended - timeout)) / ended;
    notes.push(
      `${timeout} of ${ended} requests timed out. They are in the times with what they had waited, so maxima and percentiles above p(${censoredFrom.toFixed(1)}) are lower bounds.`,
    );
  }
  if (tally.classes.interrupted > 0) {
    notes.push(
      `${tally.classes.interrupted} requests were still in flight at the end and were interrupted. They are in no time.`,
    );
  }
  const withoutDuration = ended - countTimed(tally);
  if (withoutDuration > 0) {
    notes.push(
      `${withoutDuration} requests failed before they were sent. They are in http_req_total, not in http_req_duration.`,
    );
  }
  if (tally.total.maxUs > highestUs) {
    notes.push('Times of more than 71 minutes count as 71 minutes in percentiles.');
  }
  if (secondsPerPoint > 1) {
    notes.push(`The phase was long: a point of its series covers ${secondsPerPoint} seconds.`);
  }
  return notes;
};

const countTimed = (tally: Tally): number =>
  tally.cells.reduce((sum, cell) => sum + (cell?.duration.count ?? 0), 0);
