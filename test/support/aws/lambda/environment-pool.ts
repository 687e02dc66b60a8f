import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { serviceBody } from '../../load/service-body.ts';

/** How an environment came to be; only of the first two did a caller wait for its start. */
export type EnvironmentOrigin =
  | 'on-demand'
  | 'snap-start'
  | 'proactive'
  | 'provisioned-concurrency'
  | 'lambda-managed-instances';

interface Environment {
  readonly id: string;
  readonly key: string;
  readonly origin: EnvironmentOrigin;
  readonly readyMs: number;
  used: boolean;
  busy: boolean;
}

/** What really happened to one invocation. */
interface Truth {
  readonly requestId: string;
  /** First of its environment. */
  readonly first: boolean;
  readonly origin: EnvironmentOrigin;
  readonly waited: boolean;
  /** Whether an environment answered that an update should have ended. */
  readonly isStale: boolean;
  /** Whether its image was missing. */
  readonly missed: boolean;
  /** What its environment took to start, while it waited, and its handler. */
  readonly initMs: number;
  readonly handlerMs: number;
}

interface PoolOptions {
  readonly initMs?: number;
  /** Of each invocation; called where it depends on the configuration of the moment. */
  readonly handlerMs?: number | (() => number);
  /** How new environments on demand start. */
  readonly starts?: 'on-demand' | 'snap-start' | 'lambda-managed-instances';
  /** Whether answers carry this product's headers. */
  readonly headers?: boolean;
  /** Whether answers carry a log; without one and without headers nothing is told of a start. */
  readonly logs?: boolean;
  /** Every so many invocations find their image missing, which takes so much longer. */
  readonly misses?: { readonly everyNth: number; readonly ms: number };
  /** Invocations that an old environment still answers after an update. */
  readonly stale?: number;
}

/** Execution environments that take the time of a start only where a real one would. */
export const createEnvironmentPool = (options: PoolOptions = {}) => {
  const { initMs = 25, handlerMs = 2, starts = 'on-demand', headers = true } = options;
  const { logs = true, misses } = options;
  let invocations = 0;
  let staleLeft = options.stale ?? 0;
  let environments: Environment[] = [];
  let serving: { readonly key: string; readonly generation: number } | undefined;
  const truths: Truth[] = [];

  const keyOf = ({ key, generation }: { readonly key: string; readonly generation: number }) =>
    `${key}/${generation}`;
  const add = (key: string, origin: EnvironmentOrigin, readyMs: number): Environment => {
    const environment = { id: randomUUID(), key, origin, readyMs, used: false, busy: false };
    environments.push(environment);
    return environment;
  };

  return {
    truths,
    /** Starts environments before any request, for the configuration that is served now. */
    prepare: (count: number, origin: EnvironmentOrigin, at = serving): void => {
      const key = keyOf(at ?? { key: 'latest', generation: 0 });
      for (let made = 0; made < count; made += 1) add(key, origin, performance.now());
    },
    /** What idling does. */
    endAll: (): void => {
      environments = environments.filter(({ busy }) => busy);
    },
    invoke: async (
      now: { readonly key: string; readonly generation: number },
      body: string,
    ): Promise<{
      readonly requestId: string;
      readonly payload: string;
      readonly log: string | undefined;
    }> => {
      serving = now;
      const requestId = randomUUID();
      const calledMs = performance.now();
      const key = keyOf(now);
      const old =
        staleLeft > 0
          ? environments.find((one) => !one.busy && one.used && one.key !== key)
          : undefined;
      if (old) staleLeft -= 1;
      const found = old ?? environments.find((one) => !one.busy && one.key === key);
      const environment = found ?? add(key, starts, performance.now() + initMs);
      const isNew = !environment.used;
      environment.used = true;
      environment.busy = true;
      const waitMs = environment.readyMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      const handlerStartedMs = performance.now();
      invocations += 1;
      const missed = misses !== undefined && invocations % misses.everyNth === 0;
      const ms = typeof handlerMs === 'number' ? handlerMs : handlerMs();
      await sleep(ms + (missed ? misses.ms : 0));
      const durationMs = performance.now() - handlerStartedMs;
      environment.busy = false;
      truths.push({
        ...{ requestId, first: isNew, origin: environment.origin, waited: waitMs > 0 },
        ...{ isStale: old !== undefined, missed },
        ...{ initMs: Math.max(0, handlerStartedMs - calledMs), handlerMs: durationMs },
      });
      const type = environment.origin === 'proactive' ? 'on-demand' : environment.origin;
      const ageMs = isNew ? Math.max(0, handlerStartedMs - environment.readyMs) : undefined;
      return {
        requestId,
        payload: JSON.stringify(
          answerTo(body, environment.id, isNew, headers ? { type, ageMs, missed } : undefined),
        ),
        log: !logs
          ? undefined
          : logOf(requestId, { durationMs, initMs, isNew, origin: environment.origin }),
      };
    },
  };
};

export type EnvironmentPool = ReturnType<typeof createEnvironmentPool>;

interface Told {
  readonly type: string;
  readonly ageMs: number | undefined;
  readonly missed: boolean;
}

const answerTo = (event: string, environment: string, isNew: boolean, told: Told | undefined) => {
  const int = Number(/"int":"(\d+)"/.exec(event)?.[1] ?? 400);
  const isAhead = told !== undefined && told.type === 'provisioned-concurrency';
  return {
    statusCode: 200,
    headers: {
      'content-type': 'application/json',
      ...(told && {
        'x-fibimg-cold-start': String(isNew && !isAhead),
        'x-fibimg-environment': environment,
        'x-fibimg-outcome': told.missed ? 'fetched' : 'stored',
        'x-fibimg-init-type': told.type,
        ...(told.ageMs !== undefined && { 'x-fibimg-init-age': told.ageMs.toFixed(0) }),
      }),
    },
    body: serviceBody(int),
  };
};

interface Reported {
  readonly durationMs: number;
  readonly initMs: number;
  readonly isNew: boolean;
  readonly origin: EnvironmentOrigin;
}

const logOf = (requestId: string, { durationMs, initMs, isNew, origin }: Reported): string => {
  const init = !isNew
    ? ''
    : origin === 'snap-start'
      ? `\tRestore Duration: ${initMs.toFixed(2)} ms\tBilled Restore Duration: ${Math.ceil(initMs)} ms`
      : `\tInit Duration: ${initMs.toFixed(2)} ms`;
  const billed = Math.ceil(durationMs + (isNew ? initMs : 0));
  return `START RequestId: ${requestId} Version: $LATEST\nEND RequestId: ${requestId}\nREPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billed} ms\tMemory Size: 1024 MB\tMax Memory Used: 80 MB${init}\t\n`;
};
