import type { Load } from '../../bench/load/load.ts';
import {
  assumedAnswerMs,
  busyEnvironments,
  mostInFlight,
  mostRequests,
  peakRate,
  scheduleMs,
  vuSeconds,
} from '../../bench/load/load-arithmetic.ts';
import type { Finding } from '../../core/doctor/finding.ts';
import { examineStack } from '../../core/doctor/stack-doctor.ts';
import { FibimgError } from '../../core/error.ts';
import { formatCount } from '../../core/format-count.ts';
import { distinctInts } from '../../core/service/ints.ts';
import { randomRange } from '../../core/service/pixels.ts';
import type { StackFacts } from '../../core/stack/stack-facts.ts';
import { formatUsd } from '../../report/cards/timing-line.ts';
import { formatGoDuration } from '../../report/k6/k6-duration.ts';
import { describeLoad } from '../../report/k6/load-description.ts';
import { findingLines } from '../../report/stack/stack-findings.ts';
import { createStyle } from '../../report/text/style.ts';
import type { CommandContext } from '../command/command.ts';
import type { LoadedTarget } from '../command/open-target.ts';
import type { DeployedSystem, OpenedSystem } from '../command/system-request.ts';
import { allowChanges, emptiesStore, requireConsenter } from './changes/consent.ts';
import { forcesColdStarts } from './changes/forced-cold-starts.ts';
import { requireConsent } from './changes/heavy-load.ts';
import type { Experiment } from './experiment.ts';
import type { BenchOptions } from './options/plan.ts';
import { createSpend, priceOf, type RunPrice, requireWithinBudget, type Spend } from './price.ts';

/**
 * Before the first request to a target on AWS: says what will be sent, what it is expected to cost and what would bend
 * the figures, and has its store's emptying allowed. Resolves with what keeps the run to `--max-cost`, where there is
 * one.
 */
export const clearForLoad = async (
  context: CommandContext,
  options: BenchOptions,
  { system, deployed, transport, prices }: OpenedSystem & Pick<LoadedTarget, 'prices'>,
  experiment: Experiment,
): Promise<Spend | undefined> => {
  if (deployed === undefined) return undefined;
  const { report } = context;
  const { plans } = experiment;
  const { title, store, renewal } = deployed;
  if (!system.sharesMachine) requireConsent(title, options.load, options.allowLoad);
  const emptied = emptiesStore(plans) ? store : undefined;
  const asked = { emptied, renewal: forcesColdStarts(experiment) ? renewal : undefined };
  requireConsenter(context, options, asked);
  const price = runPriceOf(context, options, { ...deployed, prices }, experiment);
  const spend = withinBudget(options, price);
  for (const line of loadLines(title, options.load, plans.length, price)) report.note(line);
  const findings = findingsOf(deployed, options, { transport, phases: plans.length });
  if (findings.length > 0) {
    report.note(findingLines(findings, createStyle(report.colour.stderr)).trimEnd());
  }
  noteUnchecked(deployed.facts, report);
  if (!options.allowProblems) requireNoProblems(title, findings);
  if (store) report.note(writtenLine(options, imagesOf(options)));
  await allowChanges(context, options, asked);
  return spend;
};

/** That something was not looked at is one line of many; why, only who asks wants to know. */
const noteUnchecked = ({ unknown }: StackFacts, report: CommandContext['report']): void => {
  const gaps = unknown.filter(({ isGone }) => !isGone);
  if (gaps.length === 0) return;
  const why = report.verbose ? '' : ' (--verbose says why)';
  report.note(`not checked: ${gaps.map(({ what }) => what).join(', ')}${why}`);
  for (const gap of gaps) report.detail(`not checked: ${gap.what}: ${gap.why}`);
};

const imagesOf = ({ ints }: BenchOptions): number => distinctInts(ints ?? randomRange).length;

/** What a run of these phases costs, as far as that is known before it. */
export const runPriceOf = (
  { settings }: Pick<CommandContext, 'settings'>,
  options: BenchOptions,
  { facts, prices }: DeployedSystem & Pick<LoadedTarget, 'prices'>,
  experiment: Experiment,
): RunPrice | undefined =>
  priceOf({
    ...{ experiment, facts, prices, images: imagesOf(options) },
    usesStore: options.generator.check,
    environments: busyEnvironments(options.load),
    region: facts.stack.region ?? settings.region.value ?? 'us-east-1',
  });

/** What bends the figures is told; what spoils them keeps the run from beginning. */
const requireNoProblems = (title: string, findings: readonly Finding[]): void => {
  const problems = findings.filter(({ severity }) => severity === 'problem');
  if (problems.length === 0) return;
  throw new FibimgError('usage', `${title} is in no state to be measured, and nothing was sent`, {
    why: problems.map(({ what }) => what).join('; '),
    hint: 'mend that, or measure it nevertheless with --allow-problems',
  });
};

const writtenLine = ({ cleanUp, generator }: BenchOptions, images: number): string => {
  if (generator.event) {
    return 'uploads below upload/fibimg-bench/ and removes that at the end; looks for each item every 50 ms, and neither is in the price';
  }
  const what = `${formatCount(images)} ${images === 1 ? 'image' : 'images'}`;
  return cleanUp
    ? `writes up to ${what}, each two objects and an item, and removes them at the end`
    : `writes up to ${what}, each two objects and an item, and leaves them there (--clean-up removes them)`;
};

const withinBudget = (
  { load, maxCostUsd }: BenchOptions,
  price: RunPrice | undefined,
): Spend | undefined => {
  if (maxCostUsd === undefined) return undefined;
  if (price === undefined) {
    throw new FibimgError('usage', '--max-cost needs prices, and nothing was sent', {
      why: 'there are none of this region at hand',
      hint: '--prices FILE names them',
    });
  }
  requireWithinBudget(price, maxCostUsd, mostRequests(load));
  return createSpend(price, maxCostUsd);
};

const loadLines = (
  title: string,
  load: Load,
  phases: number,
  price: RunPrice | undefined,
): readonly string[] => {
  const most = mostRequests(load);
  const guess = Math.ceil(vuSeconds(load) / (assumedAnswerMs / 1000));
  // What only the target's speed limits is guessed, and a bound that is above the guess is not the guess.
  const expected = isClosed(load) ? Math.min(guess, most ?? guess) : (most ?? guess);
  const planned = most === undefined ? 'as many as it answers' : `at most ${formatCount(most)}`;
  const perPhase = phases === 1 ? '' : ' a phase';
  const upTo = load.executor === 'shared-iterations' ? 'at most ' : '';
  const lasting = `${upTo}${formatGoDuration(scheduleMs(load) * phases)}`;
  return [
    `load on ${title}: ${describeLoad(load)}, ${phases === 1 ? '1 phase' : `${phases} phases`}`,
    `requests${perPhase}: ${planned}, ${formatCount(expected)} expected; load lasts ${lasting}`,
    price === undefined
      ? 'expected price: unknown, for no prices of this region are at hand (--prices FILE)'
      : `expected price: ${formatUsd(price.preparationUsd + expected * price.eachUsd)} (${price.basis})`,
  ];
};

const isClosed = ({ executor }: Load): boolean =>
  executor === 'constant-vus' || executor === 'ramping-vus';

const findingsOf = (
  { facts }: DeployedSystem,
  { load, generator }: BenchOptions,
  { transport, phases }: Pick<OpenedSystem, 'transport'> & { readonly phases: number },
): readonly Finding[] => {
  const { timeoutMs, check } = generator;
  const rate = peakRate(load);
  const vus = mostInFlight(load);
  const perSecond = rate ?? (vus * 1000) / assumedAnswerMs;
  const mostMs = (1000 * (mostRequests(load) ?? Number.POSITIVE_INFINITY)) / perSecond;
  const planned = {
    ...(rate === undefined ? { vus } : { rate }),
    durationMs: Math.min(scheduleMs(load), mostMs) * phases,
    ...{ answerMs: assumedAnswerMs, timeoutMs },
  };
  return examineStack(facts, planned).filter(
    (finding) => matters(finding, transport) && (check || !ofTheService.includes(finding.id)),
  );
};

/** What matters only where the function is one of ours. */
const ofTheService: readonly string[] = ['function-timeout-short'];

/** What was not checked has its own line. Who may call the URL is no matter for those who invoke, or who sign for it. */
const matters = ({ id, severity }: Finding, transport: OpenedSystem['transport']): boolean =>
  severity !== 'unchecked' &&
  (!id.startsWith('url-') || (transport.by === 'url' && transport.auth === 'none'));
