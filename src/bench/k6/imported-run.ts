import { messageOf } from '../../core/error.ts';
import { isObject, membersOf, parseJson } from '../../core/json.ts';
import { createDetail } from '../detail/detail-recorder.ts';
import type { Sample } from '../engine/sample.ts';
import { mostDurationMs } from '../load/load-limits.ts';
import type { BenchDocument, PhaseSummary } from '../record/document.ts';
import { createPhaseRecorder } from '../record/phase-recorder.ts';
import type { GeneratorEnvironment, Shard } from '../record/provenance.ts';
import { createRoundRecorder } from '../record/round-recorder.ts';
import { defaultPercentiles } from '../record/trend-values.ts';
import { runText, sealed } from '../run-file/digest.ts';
import { readRun } from '../run-file/read-run.ts';
import { coldSharesOf } from '../stats/cold-share.ts';
import { effectsOf } from '../stats/effects.ts';
import { populationsOf } from '../stats/populations.ts';
import { kindPopulationsOf } from '../stats/start-kinds.ts';
import type { Threshold } from '../threshold/threshold.ts';
import {
  evaluateThresholds,
  judgedPhase,
  percentilesOf,
} from '../threshold/threshold-evaluation.ts';
import { parseThresholds } from '../threshold/threshold-parser.ts';
import type { K6Run } from './k6-run.ts';
import { createPointLines } from './point-lines.ts';
import { createPointSamples, foreign, wantedMetrics } from './point-samples.ts';

/** What a run by another program cannot be said to have. */
export const notAvailable = ['response time', 'name look-up', 'self-check'] as const;

const phaseName = 'load';

interface Identity extends Pick<Required<BenchDocument>, 'runId' | 'command'> {
  readonly shard: Shard | undefined;
}

/** The points of one instance of k6 as a run of ours, taken in piece by piece. */
export const createImport = (name: string, { shard, ...identity }: Identity) => {
  let recording: ReturnType<typeof startRecording> | undefined;
  const begun = () => {
    if (recording !== undefined) return recording;
    throw foreign(name, 'requests come before the point that says what was run');
  };
  const samples = createPointSamples(name, {
    run: (text, startUs) => {
      if (recording !== undefined)
        throw foreign(name, 'it holds the points of more than one instance');
      const run = runOf(text, name);
      const { thresholds, problems } = parseThresholds(run.thresholds);
      const [problem] = problems;
      if (problem !== undefined) throw foreign(name, problem.what);
      recording = startRecording(name, run, thresholds, startUs);
    },
    sample: (sample) => begun().sample(sample),
    dropped: (count) => recording?.dropped(count),
    virtualUsers: (active, initialised) => recording?.virtualUsers(active, initialised),
  });
  const lines = createPointLines(name, wantedMetrics, samples.point);
  return {
    push: lines.push,
    lines: lines.lines,
    /** Throws a usage error where it is no such file. */
    finish(): { readonly document: BenchDocument; readonly isCut: boolean } {
      const isCut = lines.end();
      samples.end();
      if (recording === undefined) throw foreign(name, 'no point says what was run');
      const { run, thresholds, phase, rounds } = recording.finish();
      const { target } = run.scenario;
      const document = sealed({
        ...{ schemaVersion: 1, ...identity, subject: { kind: 'url', name: target } },
        ...(shard && { shard }),
        imported: { from: 'k6', notAvailable },
        ...{ scenario: run.scenario, seed: run.seed },
        environment: unknownGenerator,
        ...{ phases: [phase], rounds, comparison: null },
        populations: populationsOf(rounds, undefined, percentilesToKeep(thresholds)),
        kinds: kindPopulationsOf(rounds, undefined, percentilesToKeep(thresholds)),
        coldShares: coldSharesOf([phase]),
        effects: effectsOf(rounds, undefined),
        thresholds: evaluateThresholds(thresholds, [judgedPhase(phase)]),
        selfCheck: noSelfCheck,
        interrupted: isCut,
      });
      // What the file says of itself may be anything.
      return { document: readRun(runText(document), name), isCut };
    },
  };
};

const startRecording = (
  name: string,
  run: K6Run,
  thresholds: readonly Threshold[],
  startUs: number,
) => {
  const startedAt = new Date(startUs / 1000).toISOString();
  let [nowUs, started] = [startUs, 0];
  // k6 tells no instant at which a request was due: what an arrival rate's times are here is service times.
  const timed = { startedAt, openModel: false };
  const phase = createPhaseRecorder({
    ...{ ...timed, name: phaseName, nowUs: () => nowUs, detail: createDetail() },
    percentiles: percentilesToKeep(thresholds),
  });
  const round = createRoundRecorder({ ...timed, round: 1, phase: phaseName, startUs });
  return {
    sample(sample: Sample): void {
      if (Math.abs(sample.endedUs - startUs) > mostDurationMs * 1000) {
        throw foreign(name, 'a request ended more than a day away from the begin of the run');
      }
      nowUs = Math.max(nowUs, sample.endedUs);
      started += 1;
      phase.sample(sample);
      round.sample(sample);
    },
    dropped: phase.dropped,
    virtualUsers: phase.virtualUsers,
    finish: () => ({
      ...{ run, thresholds, rounds: [round.finish(nowUs)] },
      phase: withoutLookUps(phase.summarise({ startedUs: startUs, endedUs: nowUs, started })),
    }),
  };
};

const percentilesToKeep = (thresholds: readonly Threshold[]): readonly number[] => [
  ...new Set([...defaultPercentiles, ...percentilesOf(thresholds)]),
];

/** k6 counts the look-up of a name to the connection, and always says 0 for it. */
const withoutLookUps = ({ metrics, histograms, notes, ...phase }: PhaseSummary): PhaseSummary => {
  const others = <T>(of: Readonly<Record<string, T>>) =>
    Object.fromEntries(
      Object.entries(of).filter(([key]) => !key.startsWith('http_req_looking_up')),
    );
  const told = `k6 made this load: ${notAvailable.join(', ')} are not available.`;
  return {
    ...phase,
    metrics: others(metrics),
    histograms: others(histograms),
    notes: [told, ...notes],
  };
};

/** Of the machine that ran k6 its points say nothing. */
const unknownGenerator: GeneratorEnvironment = {
  ...{ fibimgVersion: 'none (k6)', nodeVersion: 'none (k6)', platform: 'not known' },
  ...{ arch: 'not known', cpuModel: 'not known', cpuCount: 0, sharesMachine: false },
};

const noSelfCheck: BenchDocument['selfCheck'] = {
  ...{ tainted: false, reasons: [], eventLoopDelayP99Ms: null, slotErrorP99Ms: null },
  ...{ clockResolutionUs: null, cpuUtilisation: null, pollingUtilisation: null },
};

const runOf = (text: string, name: string): K6Run => {
  const run = membersOf(parseJson(text));
  const [scenario, thresholds] = [run.get('scenario'), run.get('thresholds')];
  if (run.get('version') !== 1) throw foreign(name, 'it is of a later version of the script');
  const isList = Array.isArray(thresholds) && thresholds.every((one) => typeof one === 'string');
  if (!isObject(scenario) || typeof run.get('seed') !== 'number' || !isList) {
    throw foreign(name, 'what it says of the run is incomplete');
  }
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw foreign(name, messageOf(thrown));
  }
};
