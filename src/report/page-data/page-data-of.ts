import type { BenchDocument } from '../../bench/record/document.ts';
import { loadedText } from '../bench/bench-answer.ts';
import type { PageData } from '../figures/page-data.ts';
import { coarser } from './coarser.ts';
import { pageRunOf } from './page-run.ts';

/** Letters of embedded data that leave room for style and script within 400 KB. */
const mostLetters = 280_000;

/** All that a page shows of some runs, in the order in which they were named. */
export const pageDataOf = (
  documents: readonly BenchDocument[],
  compared: Pick<PageData, 'comparison' | 'uncompared'> = {},
): PageData => {
  const runs = documents.map(pageRunOf);
  const [first] = documents;
  if (first === undefined) throw new TypeError('a page is of at least one run');
  const title =
    documents.length === 1 ? titleOf(first) : `${documents.length} runs: ${titleOf(first)}`;
  return coarser({ title, runs, ...compared }, mostLetters);
};

/** What was loaded and how; the seed is among the facts. */
const titleOf = ({
  scenario,
  environment,
  phases,
  rounds,
  subject,
  shard,
}: BenchDocument): string =>
  loadedText({
    ...{ target: subject?.name ?? scenario.target, load: scenario.load, shard },
    engine: scenario.engine,
    ...{ phases: phases.length, rounds: Math.max(1, ...rounds.map(({ round }) => round)) },
    ...(environment.sharesMachine && { sharedCpus: environment.cpuCount }),
  });
