import { formatDuration } from '../../config/duration.ts';
import { FibimgError } from '../../core/error.ts';
import type { Load, Stage } from '../load/load.ts';

/** A load as k6's one scenario. Throws a usage error for what k6 has no word for. */
export const k6ScenarioOf = (load: Load, timeoutMs: number): Readonly<Record<string, unknown>> => {
  if (load.maxRequests !== undefined) {
    throw new FibimgError('usage', 'k6 has no limit of requests', {
      hint: '--iterations shares a number of requests among virtual users',
    });
  }
  const { executor } = load;
  const common = { executor, gracefulStop: formatDuration(load.gracefulStopMs) };
  switch (load.executor) {
    case 'constant-vus':
      return { ...common, vus: load.vus, duration: formatDuration(load.durationMs) };
    case 'ramping-vus':
      return {
        ...{ ...common, startVUs: load.startVus, stages: load.stages.map((one) => stageOf(one)) },
        // Here a virtual user that is ramped down ends the request that it is in.
        gracefulRampDown: formatDuration(timeoutMs),
      };
    case 'shared-iterations': {
      const { vus, iterations, maxDurationMs } = load;
      const most = { iterations, maxDuration: formatDuration(maxDurationMs) };
      return { ...common, vus: Math.min(vus, iterations), ...most };
    }
    case 'constant-arrival-rate': {
      const { perUnit, timeUnit } = wholeRates([load.rate]);
      return {
        ...{ ...common, rate: perUnit(load.rate), timeUnit },
        ...{ duration: formatDuration(load.durationMs), ...poolOf(load) },
      };
    }
    case 'ramping-arrival-rate': {
      const { startRate, stages } = load;
      const { perUnit, timeUnit } = wholeRates([startRate, ...stages.map(({ target }) => target)]);
      return {
        ...{ ...common, startRate: perUnit(startRate), timeUnit, ...poolOf(load) },
        stages: stages.map((one) => stageOf(one, perUnit)),
      };
    }
  }
};

const stageOf = ({ durationMs, target }: Stage, of = (amount: number) => amount) => ({
  duration: formatDuration(durationMs),
  target: of(target),
});

const poolOf = ({ preAllocatedVus, maxVus }: { preAllocatedVus: number; maxVus: number }) => ({
  preAllocatedVUs: preAllocatedVus,
  maxVUs: maxVus,
});

const longestUnitS = 3600;

/** k6 takes whole rates in a unit of time: the shortest one, in seconds, in which all of them are whole. */
const wholeRates = (rates: readonly number[]) => {
  for (let seconds = 1; seconds <= longestUnitS; seconds += 1) {
    if (!rates.every((rate) => isWhole(rate * seconds))) continue;
    const perUnit = (rate: number): number => Math.round(rate * seconds);
    return { perUnit, timeUnit: `${seconds}s` };
  }
  throw new FibimgError('usage', `k6 cannot make ${rates.join(' and ')} requests a second`, {
    why: 'its rates are whole numbers in a unit of time, and none of up to an hour fits',
    hint: 'such as 0.2/s, 30/m or 12.5/s',
  });
};

const isWhole = (amount: number): boolean => Math.abs(amount - Math.round(amount)) < 1e-9;
