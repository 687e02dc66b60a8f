import type { Load } from '../../bench/load.ts';
import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { maxVus } from '../../report/load-description.ts';
import type { CommandInput, Problems } from '../input.ts';
import type { LocalSubjectRequest, SubjectRequest } from '../services.ts';
import { parseCount, parseDuration } from './parse-values.ts';

/** What is to be loaded. */
export type SubjectOptions = SubjectRequest;

/** At a rate, an answer's time decides how many environments are busy; this many are the local Lambda's own default. */
const concurrencyAtRate = 10;

/** The target that the command line names; the local Lambda when it names none. */
export const parseSubject = (
  input: CommandInput,
  settings: Settings,
  load: Load | undefined,
  problems: Problems,
): SubjectOptions | undefined => {
  const target = problems.try(() => resolveTarget(settings));
  const lambda = parseLambda(input, settings, load, problems);
  if (target === undefined) return undefined;
  switch (target.kind) {
    case 'embedded':
      return { kind: 'local', lambda };
    case 'url':
      return { kind: 'url', url: new URL(target.url) };
    default:
      problems.add(`bench cannot load a ${target.kind} yet`, 'its function URL: --url URL');
      return undefined;
  }
};

const parseLambda = (
  input: CommandInput,
  settings: Settings,
  load: Load | undefined,
  problems: Problems,
): LocalSubjectRequest => {
  const count = { from: 1, to: 1000 };
  const closed = load !== undefined && 'vus' in load ? maxVus(load) : concurrencyAtRate;
  return {
    concurrency: parseCount(input, 'concurrency', problems, count) ?? Math.min(closed, count.to),
    memoryMb: parseCount(input, 'memory', problems, { from: 128, to: 10_240 }) ?? 1024,
    timeoutMs: settings.timeout.value,
    idleMs: 5 * 60_000,
    originLatencyMs: parseDuration(input, 'origin-latency', problems, 0) ?? 0,
    originFailureRate: 0,
  };
};
