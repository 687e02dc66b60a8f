import type { PhasePlan } from '../../../bench/phases/phase-plan.ts';
import { messageOf } from '../../../core/error.ts';
import type { PlaneCalls } from '../../../core/renewal/count-calls.ts';
import type { Restored } from '../../../core/renewal/restore-function.ts';
import type { CommandContext } from '../../command/command.ts';
import type {
  DeployedRenewal,
  DeployedSystem,
  RenewalOptions,
} from '../../command/system-request.ts';
import type { BenchOptions } from '../options/plan.ts';

interface PlannedExperiment {
  readonly plans: readonly PhasePlan[];
  readonly coldStarts: object | undefined;
}

/** Whether the experiment asks for environments that a deployed function has not by itself. */
export const forcesColdStarts = ({ plans, coldStarts }: PlannedExperiment): boolean =>
  coldStarts !== undefined || plans.some(({ environments }) => environments === 'fresh');

/** Takes back what a killed run has left of this function; throws when that cannot be done, or such a run is still at work. */
export const repairFunction = async (
  { services, report }: CommandContext,
  { breakLock }: Pick<BenchOptions, 'breakLock'>,
  deployed: DeployedSystem | undefined,
): Promise<void> => {
  const functionName = deployed?.facts.stack.functionName;
  if (functionName === undefined) return;
  const { told, failures } = await services.restoreFunctions({ functionName, breakLock });
  for (const line of told) report.note(line);
  if (failures.length > 0) throw failures[0];
};

/** `fibimg bench --restore`: every function and every fleet that a journal names. */
export const restoreAll = async (
  { services, report }: CommandContext,
  breakLock: boolean,
): Promise<number> => {
  const [functions, fleets] = await report.during('putting things back as they were', () =>
    Promise.all([
      services.restoreFunctions({ functionName: undefined, breakLock }),
      services.restoreFleets({ breakLock }),
    ]),
  );
  const told = [...functions.told, ...fleets.told];
  const failures = [...functions.failures, ...fleets.failures];
  for (const line of told) report.note(line);
  if (told.length + failures.length === 0) report.note('no run has left anything changed');
  for (const more of failures.slice(1)) report.note(messageOf(more));
  if (failures.length > 0) throw failures[0];
  return 0;
};

/** Runs `work` with environments that can be renewed, and has the function as it was afterwards, whatever happens. */
export const withRenewal = async <T>(
  { io, report }: CommandContext,
  options: RenewalOptions,
  renewal: DeployedRenewal | undefined,
  work: () => Promise<T>,
): Promise<T> => {
  if (renewal === undefined) return work();
  const { restore } = await renewal.begin(options, io.interrupt);
  // Also after an interruption: the function is not left changed.
  const putBack = async (): Promise<void> => {
    const restored = await report.during('putting the function back as it was', restore);
    for (const line of restoredLines(renewal.confirmation, restored)) report.note(line);
  };
  let result: T;
  try {
    result = await work();
  } catch (thrown) {
    await putBack().catch((second: unknown) =>
      report.note(`${messageOf(second)}; fibimg bench --restore tries again`),
    );
    throw thrown;
  }
  await putBack();
  return result;
};

const restoredLines = (name: string, { done, left, calls }: Restored): readonly string[] => [
  ...(done.length > 0 ? [`function ${name} is as it was: ${done.join(', ')}`] : []),
  ...(calls === undefined ? [] : [callsLine(calls)]),
  ...left.map((one) => `function ${name}, left as it is: ${one}`),
];

/** Everybody in the account shares the control plane's rate. */
const callsLine = ({ made, throttled }: PlaneCalls): string =>
  `made ${made} calls of Lambda's control plane${throttled === 0 ? '' : `, of which ${throttled} were throttled and repeated`}`;
