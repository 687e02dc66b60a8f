import { highestUs, percentileUs, type Trend } from './trend.ts';

/** What notes are made of. */
interface NotedFigures {
  readonly classes: { readonly timeout: number; readonly interrupted: number };
  readonly total: Trend;
  /** Requests that have a duration. */
  readonly timed: number;
  readonly frontDoorQueue: Trend;
  readonly secondsPerPoint: number;
}

/** What a reader of a phase's figures must know to read them rightly. */
export const phaseNotes = (figures: NotedFigures): readonly string[] =>
  [
    timeoutNote(figures),
    interruptedNote(figures),
    unsentNote(figures),
    frontDoorNote(figures),
    figures.total.maxUs > highestUs && 'Times of more than 71 minutes count as 71 in percentiles.',
    figures.secondsPerPoint > 1 &&
      `A point of the phase's series covers ${figures.secondsPerPoint} seconds.`,
  ].filter((note) => note !== false);

type Note = string | false;

const timeoutNote = ({ classes: { timeout }, total }: NotedFigures): Note => {
  const censoredFrom = ((100 * (total.count - timeout)) / total.count).toFixed(1);
  return (
    timeout > 0 &&
    `${timeout} of ${total.count} requests timed out. They are in the times with what they had waited, so maxima and percentiles above p(${censoredFrom}) are lower bounds.`
  );
};

const interruptedNote = ({ classes: { interrupted } }: NotedFigures): Note =>
  interrupted > 0 &&
  `Requests that were still in flight at the end and were interrupted: ${interrupted}. They are in no time.`;

const unsentNote = ({ total, timed }: NotedFigures): Note => {
  const unsent = total.count - timed;
  return (
    unsent > 0 &&
    `Requests that failed before they were sent: ${unsent}. They are in http_req_total, not in http_req_duration.`
  );
};

/** Above it the figures tell more of the front door than of the function. */
const largestQueueShare = 0.5;

const frontDoorNote = ({ frontDoorQueue, total }: NotedFigures): Note => {
  const queueUs = percentileUs(frontDoorQueue, 50) ?? 0;
  const totalUs = percentileUs(total, 50) ?? 0;
  const [queued, whole] = [queueUs, totalUs].map((us) => (us / 1000).toFixed(1));
  return (
    queueUs > largestQueueShare * totalUs &&
    `The local Lambda's front door and this machine's cores, not the function, were the limit: at the median a request was held for ${queued} of ${whole} ms (front_door_queue). Fewer virtual users or a lower rate show the function.`
  );
};
