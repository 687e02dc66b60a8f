import type { PhasePlan } from '../../bench/phases/phase-plan.ts';
import { fetchedIn, isUnfilled } from '../../bench/phases/run-phases.ts';
import type { BenchDocument, PhaseSummary } from '../../bench/record/document.ts';
import { FibimgError } from '../../core/error.ts';
import type { OutputStream } from '../../process/io.ts';
import { thresholdLine, unmetThresholds } from '../../report/bench/threshold-verdict.ts';
import { exitVerdict } from '../command/exit-verdict.ts';

interface VerdictOptions {
  readonly strict: boolean;
  /** Whether the answer has been printed, which names each threshold. */
  readonly answered: boolean;
}

/** The exit code of a finished run. What makes it a bad one is named on standard error, with `--quiet` too. */
export const verdictOf = async (
  { thresholds, phases, selfCheck }: BenchDocument,
  { strict, answered }: VerdictOptions,
  stderr: OutputStream,
): Promise<number> => {
  const unmet = answered ? [] : thresholds.filter(({ ok }) => !ok);
  const bad = [
    ...unmetThresholds(thresholds),
    ...unmet.map((result) => `  ${thresholdLine(result, phases)}`),
    ...(phases.some(({ endedBy }) => endedBy === 'cost')
      ? ['--max-cost ended the run before its end: its figures are those of a part of it']
      : []),
    ...(strict && selfCheck.tainted ? selfCheck.reasons : []).map((reason) => `tainted: ${reason}`),
  ];
  for (const line of bad) await stderr.write(`${line}\n`);
  return bad.length > 0 ? exitVerdict : 0;
};

/** Failures are a measurement as long as something went well: a phase of nothing else is a failure of the run. */
export const refuseTotalFailure = (phases: readonly PhaseSummary[], host: string): void => {
  for (const { classes, errors } of phases) {
    const ended = classes.started - classes.interrupted;
    if (ended === 0 || classes.ok > 0) continue;
    const most = errors
      .slice(0, 3)
      .map((error) => `${error.count} times ${error.class} ${error.code}`);
    const why = most.length > 0 && { why: most.join(', ') };
    if (ended === classes.network_error + classes.timeout) {
      throw new FibimgError(
        'network',
        `nothing at ${host} answered any of ${classes.started} requests`,
        {
          ...{ ...why, hint: reachHint(errors[0]?.code ?? '') },
        },
      );
    }
    const isOurs = ended !== classes.wrong_answer;
    const what = isOurs
      ? `none of ${ended} requests to ${host} ended well`
      : `${host} answered, but not with fibimg's JSON`;
    const hint = isOurs
      ? 'fibimg get --url or fibimg invoke shows one answer whole'
      : '--no-check measures a URL that is not a fibimg service';
    throw new FibimgError('function_error', what, { ...why, hint });
  }
};

/** What to look at first, by the error code of Node. */
const reachHint = (code: string): string => {
  if (/^(ENOTFOUND|EAI_)/.test(code)) return 'see that the name of the host is right';
  if (/SSL|TLS|CERT|SIGNED|ISSUER/.test(code)) {
    return 'see that the scheme and the certificate are right; --ca FILE trusts a further authority';
  }
  return 'see that the target is there, and that this machine can reach it';
};

/** A phase in which every image should have been found is not one when some were fetched. */
export const refuseUnfilled = (
  plans: readonly PhasePlan[],
  phases: readonly PhaseSummary[],
): void => {
  for (const phase of phases) {
    const plan = plans.find(({ name }) => name === phase.name);
    if (plan === undefined || !isUnfilled(plan, phase)) continue;
    throw new FibimgError('refused', `the phase ${phase.name} was not what its name says`, {
      why: `every image had been stored, and yet ${fetchedIn(phase)} were fetched`,
      hint: 'see that nothing else empties the store, and run it again',
    });
  }
};

/** A run of which parts are missing has been shown, and is none to go by. */
export const requireWhole = ({ merged }: BenchDocument): void => {
  const missing = merged?.missing ?? [];
  if (missing.length === 0) return;
  throw new FibimgError('refused', 'the run is partial', {
    why: `of ${missing.length + (merged?.parts.length ?? 0)} parts these are missing: ${missing.join(', ')}`,
    hint: 'merge it with them, or take its counts and rates for those of the others alone',
  });
};
