import type { Figures } from '../figures/figures.ts';
import type { OpenRun } from '../figures/open-run.ts';
import { countOf, percentText, secondsText } from './words.ts';

/** What is selected, and how it went, in a line over the figures. */
export const selectionSentence = (
  { parts }: OpenRun,
  { span, classes, seconds }: Figures,
): string => {
  const started = classes['started'] ?? 0;
  const ok = classes['ok'] ?? 0;
  const ended = Object.entries(classes)
    .filter(([name]) => !['started', 'dropped', 'interrupted'].includes(name))
    .reduce((sum, [, count]) => sum + count, 0);
  const failed = ended - ok;
  const share = ended === 0 ? '' : ` (${percentText(failed / ended)})`;
  const what = `${countOf(started)} requests started, ${countOf(ok)} ended well, ${countOf(failed)} failed${share}; ${countOf(ok / Math.max(1e-3, seconds))} a second.`;
  if (span === undefined) return `The whole run, ${secondsText(seconds)}: ${what}`;
  const names = parts
    .filter(({ from, to }) => from < span.to && to > span.from)
    .map(({ name, from, to }) => {
      const [first, last] = [Math.max(from, span.from) - from, Math.min(to, span.to) - from];
      return `${name} ${secondsText(first)} to ${secondsText(last)}`;
    });
  return `${names.join(', ')}: ${what} Means of parts, cost and cold starts made on purpose stay those of the whole run.`;
};

/** Whether the service's limit was near, in words: a limit far above would press the plot flat. */
export const environmentSentence = ({ run, slots }: OpenRun): string => {
  const known = slots.filter(({ environments }) => environments !== undefined);
  if (known.length === 0)
    return 'No answer named its execution environment, so they cannot be counted.';
  const most = Math.max(...known.map(({ environments }) => environments?.[0] ?? 0));
  const fresh = known.reduce((sum, { environments }) => sum + (environments?.[1] ?? 0), 0);
  const counted = `At most ${countOf(most)} answered in one slot of time, ${countOf(fresh)} were new.`;
  const { scaling } = run;
  if (scaling === undefined)
    return `${counted} How many the service could have started is not known.`;
  const { first, more, stepMs, most: limit, source } = scaling;
  const pace = more === 0 ? '' : `, and ${countOf(more)} more every ${secondsText(stepMs / 1000)}`;
  const bound = limit === undefined || limit === first ? '' : `, ${countOf(limit)} in all`;
  return `${counted} The service starts up to ${countOf(first)} at once${pace}${bound} (${source}).`;
};

/** What the shades stand for, and what is not drawn. */
export const heatSentence = ({ omitted }: OpenRun, mostPerSecond: number): string => {
  const rate = Number(mostPerSecond.toPrecision(3));
  const shade = `Strongest shade: ${rate >= 1000 ? countOf(rate) : rate} requests a second.`;
  return omitted === 0
    ? shade
    : `${shade} ${countOf(omitted)} further cold starts and time-outs have no mark.`;
};
