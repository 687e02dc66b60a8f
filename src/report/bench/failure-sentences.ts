import type { BenchDocument, PhaseSummary } from '../../bench/record/document.ts';
import { formatCount } from '../../core/format-count.ts';

const endings = {
  http_error: 'were answered with an error',
  function_error: 'ended in an error of the function',
  throttled: 'were throttled',
  wrong_answer: "were answered, but not with fibimg's JSON",
  network_error: 'lost their connection or got none',
  timeout: 'timed out',
} as const;

type BadEnding = keyof typeof endings;

const badEndings: readonly BadEnding[] = [
  'timeout',
  'network_error',
  'function_error',
  'http_error',
  'throttled',
  'wrong_answer',
];

/** How requests ended that did not end well, phase by phase: `cold: 872 of 1,025 timed out (ETIMEDOUT 872)`. */
export const failureSentences = ({
  phases,
  coldStarts,
  scenario,
}: BenchDocument): readonly string[] => [
  ...phases.flatMap((phase) =>
    badEndings.flatMap((ending) => {
      const count = phase.classes[ending];
      if (count === 0) return [];
      const isOurs = ending === 'throttled' && scenario.target === 'local Lambda';
      const remedy = isOurs ? '; a higher --concurrency lets more of them run at once' : '';
      return [`✗ ${phase.name}: ${sentence(phase, ending, count)}${remedy}.`];
    }),
  ),
  ...phases.flatMap(droppedSentence),
  ...(coldStarts === undefined || coldStarts.failed === 0
    ? []
    : [`✗ ${formatCount(coldStarts.failed)} requests of the cold starts made on purpose failed.`]),
];

const droppedSentence = ({ name, classes }: PhaseSummary): readonly string[] => {
  const { dropped, started } = classes;
  if (dropped === 0) return [];
  const share = `${formatCount(dropped)} of ${formatCount(started + dropped)}`;
  return [
    `✗ ${name}: ${share} planned iterations were dropped, because no virtual user was free; a higher --max-vus or a lower --rate keeps them.`,
  ];
};

const sentence = ({ classes, errors }: PhaseSummary, ending: BadEnding, count: number): string => {
  const codes = errors
    .filter((error) => error.class === ending)
    .map(({ code, count: times }) => `${code} ${formatCount(times)}`);
  const detail = codes.length === 0 ? '' : ` (${codes.join(', ')})`;
  return `${formatCount(count)} of ${formatCount(classes.started)} ${endings[ending]}${detail}`;
};
