import type { Load } from '../../bench/load/load.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import type { Shard } from '../../bench/record/provenance.ts';
import { costSentence } from '../cost/cost-text.ts';
import { costOfRun } from '../cost/run-cost.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { createPaint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { eventSentences } from './event-sentences.ts';
import { renderHeadline } from './headline.ts';
import { kindSentences } from './kind-sentences.ts';
import { loadSentence } from './load-sentence.ts';
import { logSentences } from './log-sentences.ts';
import { renderMatrix } from './matrix-table.ts';
import { networkSentences } from './network-sentences.ts';
import { shardText } from './part-text.ts';
import { renderPopulations } from './population-table.ts';

/** The answer of a bench on one screen: what ran, what was measured, and last what follows from it. */
export const renderAnswer = (document: BenchDocument, style: SummaryStyle): string => {
  const paint = createPaint(style.colour);
  const notes = [...new Set(document.phases.flatMap((phase) => phase.notes))];
  return [
    ...wrap(titleOf(document), style.width, 0).map(paint.bold),
    renderFindings(document, style),
    ...(notes.length === 0 ? [] : ['', ...notes.flatMap((note) => wrap(note, style.width, 0))]),
    '',
    renderHeadline(document, style),
    '',
  ].join('\n');
};

/** The populations, the kinds of starts in them, the network on the way to them, and the matrix where there is one. */
export const renderFindings = (document: BenchDocument, style: SummaryStyle): string => {
  const [effects] = document.matrix ?? [];
  const report = costOfRun(document);
  const sentences = [
    ...eventSentences(document, style),
    ...kindSentences(document, style),
    ...networkSentences(document, style),
    ...logSentences(document),
    ...(report === undefined ? [] : [costSentence(report)]),
  ];
  return [
    renderPopulations(document, style),
    ...sentences.flatMap((line) => wrap(line, style.width, 0)),
    ...(effects === undefined ? [] : ['', renderMatrix(effects, document.rounds, style)]),
  ].join('\n');
};

const titleOf = ({ scenario, environment, phases, rounds, seed, shard }: BenchDocument): string =>
  benchTitle({
    ...{
      target: scenario.target,
      engine: scenario.engine,
      load: scenario.load,
      seed,
      phases: phases.length,
    },
    ...(environment.sharesMachine && { sharedCpus: environment.cpuCount }),
    shard,
    rounds: Math.max(1, ...rounds.map(({ round }) => round)),
  });

interface PlannedRun {
  readonly target: string;
  /** The cores of this machine, where the target runs on them as well. */
  readonly sharedCpus?: number;
  /** What makes the load, where that changes what it is called. */
  readonly engine?: string;
  readonly load: Load;
  /** Where only this part of the load is made. */
  readonly shard?: Shard | undefined;
  readonly phases: number;
  readonly rounds: number;
  readonly seed: number;
  /** Whether it was drawn, so that whoever wants the same requests again has to be told how. */
  readonly seedIsRandom?: boolean;
}

/** What is loaded, how, how often and with which seed: the first line of a run and of its answer. */
export const benchTitle = ({ seed, seedIsRandom = false, ...run }: PlannedRun): string => {
  const from = seedIsRandom ? `random seed ${seed} (repeat with --seed ${seed})` : `seed ${seed}`;
  return `fibimg bench: ${loadedText(run)}, ${from}`;
};

/** What is loaded, how and how often, as a title. */
export const loadedText = ({
  target,
  sharedCpus,
  engine,
  load,
  shard,
  phases,
  rounds,
}: Omit<PlannedRun, 'seed' | 'seedIsRandom'>): string => {
  const where = sharedCpus === undefined ? target : `${target} on the same ${sharedCpus} cores`;
  const inRounds = rounds > 1 ? ` in ${rounds} rounds` : '';
  return `${where}, ${shardText(shard)}${loadSentence(load, phases, engine)}${inRounds}`;
};
