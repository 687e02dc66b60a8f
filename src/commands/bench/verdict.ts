import type { PhasePlan } from '../../bench/phases/phase-plan.ts';
import { fetchedIn, isUnfilled } from '../../bench/phases/run-phases.ts';
import type { BenchDocument, PhaseSummary } from '../../bench/record/document.ts';
import { FibimgError } from '../../core/error.ts';
import type { OutputStream } from '../../process/io.ts';
import { crossedThresholds } from '../../report/bench/threshold-verdict.ts';

/** Ran fine, but the verdict is bad: k6's number. */
const exitVerdict = 99;

/** The exit code of a finished run. What makes it a bad one is named on standard error, with `--quiet` too. */
export const verdictOf = async (
  { thresholds, selfCheck }: BenchDocument,
  strict: boolean,
  stderr: OutputStream,
): Promise<number> => {
  const tainted = strict && selfCheck.tainted ? selfCheck.reasons : [];
  const bad = [...crossedThresholds(thresholds), ...tainted.map((reason) => `tainted: ${reason}`)];
  for (const line of bad) await stderr.write(`${line}\n`);
  return bad.length > 0 ? exitVerdict : 0;
};

/** Answers are a measurement while some of them are good; a phase in which none was has measured nothing. */
export const refuseTotalFailure = (phases: readonly PhaseSummary[], host: string): void => {
  for (const { name, classes, errors } of phases) {
    const { started, ok, network_error, timeout, wrong_answer, interrupted } = classes;
    const ended = started - interrupted;
    if (ended === 0 || ok > 0) continue;
    const [first] = errors;
    const why = first && { why: `${first.count} times ${first.class} ${first.code}` };
    if (ended === network_error + timeout) {
      throw new FibimgError('network', `nothing at ${host} answered any of ${started} requests`, {
        ...{ ...why, hint: reachHint(first?.code ?? '') },
      });
    }
    if (ended === wrong_answer) {
      throw new FibimgError('function_error', `no answer of ${host} was one of the service`, {
        ...{ ...why, hint: '--no-check measures a URL that is not a fibimg service' },
      });
    }
    throw new FibimgError('function_error', `none of ${started} requests of ${name} succeeded`, {
      ...{ ...why, hint: 'see what one request gets: fibimg get, or fibimg invoke' },
    });
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
