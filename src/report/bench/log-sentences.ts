import type { LoggedPart, RunLogs } from '../../bench/logs/run-logs.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import { formatCount } from '../../core/format-count.ts';
import { formatMs } from '../text/number-format.ts';

/** What the function's REPORT lines say of requests by URL, and how many of them were found. */
export const logSentences = ({ logs }: Pick<BenchDocument, 'logs'>): readonly string[] =>
  logs === undefined ? [] : [...logs.parts.map(partSentence), foundSentence(logs)];

const partSentence = (part: LoggedPart): string => {
  const { phase, start, count, clientMs, initMs, handlerMs, networkMs } = part;
  const share = (ms: number): string =>
    `${formatMs(Math.max(0, ms))} (${Math.round((100 * Math.max(0, ms)) / clientMs)} %)`;
  const init = initMs > 0 ? `init ${share(initMs)}, ` : '';
  return `By the log, ${phase} ${start} (${formatCount(count)}): ${formatMs(clientMs)} on average, of it ${init}handler ${share(handlerMs)}, network and Lambda ${share(networkMs)}.`;
};

const foundSentence = (logs: RunLogs): string => {
  const { group, named, unnamed, wanted, joined, unjoined, others, duplicates, incomplete } = logs;
  const part = wanted < named ? `, a part of ${formatCount(named)} that their ids chose` : '';
  // Of other requests' lines too only those were looked at whose ids fall into that part.
  const least = part === '' ? '' : 'at least ';
  const parts = [
    `${formatCount(joined)} of ${formatCount(wanted)} requests${part} have their REPORT line in ${group}`,
    ...(unjoined > 0 ? [`${formatCount(unjoined)} have none`] : []),
    ...(others > 0 ? [`${least}${formatCount(others)} lines are of other requests`] : []),
    ...(duplicates > 0 ? [`${formatCount(duplicates)} told again what was told`] : []),
    ...(unnamed > 0 ? [`${formatCount(unnamed)} requests had no answer that names them`] : []),
    ...(incomplete === undefined ? [] : [`not all was read: ${incomplete}`]),
  ];
  return `${parts.join('; ')}.`;
};
