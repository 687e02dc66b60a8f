import { FibimgError } from '../../core/error.ts';
import { stringOrNone } from '../../core/json.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { type RequestTimings, type Sample, sampleClasses } from '../engine/sample.ts';
import { mostVus } from '../load/load-limits.ts';
import { k6ErrorCodes } from '../output/sample-points.ts';
import { highestUs } from '../record/trend.ts';
import { epochUsOf, type K6Point } from './point-lines.ts';

/** What the points of one instance of k6 tell; times are microseconds since 1970. */
interface PointsSink {
  /** The run that the script says it is, when its first iteration began. */
  run(text: string, startUs: number): void;
  sample(sample: Sample): void;
  dropped(count: number): void;
  virtualUsers(active: number, initialised: number): void;
}

const parts = {
  fibimg_req_duration: 'duration',
  fibimg_req_blocked: 'blocked',
  fibimg_req_connecting: 'connecting',
  fibimg_req_tls_handshaking: 'tlsHandshaking',
  fibimg_req_sending: 'sending',
  fibimg_req_waiting: 'waiting',
  fibimg_req_receiving: 'receiving',
  fibimg_front_door_queue: 'queueMs',
  fibimg_init_duration: 'initDurationMs',
  fibimg_function_duration: 'functionDurationMs',
} as const;

type Part = (typeof parts)[keyof typeof parts];

/** Of one request, as far as its points have come: the total is the last of them. */
interface Partial {
  readonly iteration: string;
  readonly ms: Map<Part, number>;
}

const counted = ['dropped_iterations', 'vus', 'vus_max', 'data_sent', 'data_received'] as const;

/** The metrics whose points matter. */
export const wantedMetrics: ReadonlySet<string> = new Set([
  ...['fibimg_run', 'fibimg_req_total', ...Object.keys(parts)],
  ...counted,
]);

/**
 * Puts points together into requests: each virtual user writes those of one request before those of its next. At most one
 * unfinished request a virtual user is held. Throws a usage error for points that the exported script did not write.
 */
export const createPointSamples = (name: string, sink: PointsSink) => {
  const unfinished = new Map<string, Partial>();
  let users = { active: 0, initialised: 0 };
  let [sent, received] = [0, 0];
  /** Bytes are told after the request that they were part of. */
  let last: Sample | undefined;

  const pass = (next: Sample | undefined): void => {
    if (last !== undefined) sink.sample({ ...last, bytesSent: sent, bytesReceived: received });
    if (last !== undefined) [sent, received] = [0, 0];
    last = next;
  };
  const partialOf = (point: K6Point): Partial => {
    const { vu, iteration } = placeOf(point, name);
    const known = unfinished.get(vu);
    if (known?.iteration === iteration) return known;
    if (unfinished.size >= mostVus)
      throw foreign(name, 'it has more virtual users than k6 can have');
    const fresh = { iteration, ms: new Map<Part, number>() };
    unfinished.set(vu, fresh);
    return fresh;
  };
  const finish = (point: K6Point): void => {
    const { ms } = partialOf(point);
    unfinished.delete(placeOf(point, name).vu);
    pass(sampleOf(point, ms, name));
  };
  const count = ({ metric, value }: K6Point): void => {
    if (metric === 'data_sent') sent += value;
    else if (metric === 'data_received') received += value;
    else if (metric === 'dropped_iterations') sink.dropped(value);
    else {
      users = metric === 'vus' ? { ...users, active: value } : { ...users, initialised: value };
      sink.virtualUsers(users.active, users.initialised);
    }
  };

  return {
    point(point: K6Point): void {
      const { metric, tags, time } = point;
      if (metric === 'fibimg_run') {
        const text = stringOrNone(tags.get('fibimg'));
        if (text === undefined) throw foreign(name, 'its point of fibimg_run has no tag fibimg');
        sink.run(text, instantOf(time, name));
      } else if (metric === 'fibimg_req_total') finish(point);
      else if (isPart(metric)) partialOf(point).ms.set(parts[metric], timeIn(point, name));
      else count(point);
    },
    end: () => pass(undefined),
  };
};

const isPart = (metric: string): metric is keyof typeof parts => Object.hasOwn(parts, metric);

/** `vu` and `iter` are metadata since k6 0.41. */
const placeOf = ({ tags, metadata }: K6Point, name: string) => {
  const vu = stringOrNone(metadata.get('vu') ?? tags.get('vu'));
  const iteration = stringOrNone(metadata.get('iter') ?? tags.get('iter'));
  if (vu !== undefined && iteration !== undefined) return { vu, iteration };
  throw foreign(name, 'its points have no vu and iter');
};

const instantOf = (time: string, name: string): number => {
  const us = epochUsOf(time);
  if (us !== undefined) return us;
  throw foreign(name, `${JSON.stringify(time)} is not a time`);
};

/** What a histogram holds: 71 minutes. */
const longestMs = highestUs / 1000;

const timeIn = ({ metric, value }: K6Point, name: string): number => {
  if (value >= 0 && value <= longestMs) return value;
  throw foreign(name, `${value} ms of ${metric} is no time of a request`);
};

const sampleOf = (point: K6Point, ms: Partial['ms'], name: string): Sample => {
  const { tags } = point;
  const word = <W extends string>(key: string, words: readonly W[]): W => {
    const found = words.find((one) => one === tags.get(key));
    if (found !== undefined) return found;
    throw foreign(name, `the tag ${key} of a request is none of ${words.join(', ')}`);
  };
  const endedUs = instantOf(point.time, name);
  const startedUs = endedUs - timeIn(point, name) * 1000;
  const code = stringOrNone(tags.get('code'));
  return {
    class: word('class', sampleClasses),
    start: word('start', ['cold', 'warm', 'unknown']),
    outcome: word('outcome', ['stored', 'fetched', 'unknown']),
    ...{ intendedUs: startedUs, startedUs, endedUs, status: ms.has('duration') ? 200 : 0 },
    ...{ bytesSent: 0, bytesReceived: 0, connectionRetries: 0 },
    ...omitUndefined({
      timings: timingsOf(ms, tags.get('connection') === 'new'),
      errorCode: code && (nodeCodes.get(code.replace('k6_', '')) ?? code),
      queueMs: ms.get('queueMs'),
      initDurationMs: ms.get('initDurationMs'),
      functionDurationMs: ms.get('functionDurationMs'),
    }),
  };
};

const nodeCodes = new Map([...k6ErrorCodes].map(([node, k6]) => [k6, node]));

const timingsOf = (ms: Partial['ms'], newConnection: boolean): RequestTimings | undefined => {
  const waiting = ms.get('waiting');
  if (waiting === undefined) return undefined;
  const us = (part: Part): number => 1000 * (ms.get(part) ?? 0);
  return {
    ...{ blocked: us('blocked'), dns: 0, connecting: us('connecting'), newConnection },
    ...{ tlsHandshaking: us('tlsHandshaking'), sending: us('sending') },
    ...{ waiting: 1000 * waiting, receiving: us('receiving') },
  };
};

export const foreign = (name: string, why: string): FibimgError =>
  new FibimgError('usage', `${name} was not written by a script of fibimg export k6`, {
    why,
    hint: 'k6 run --out json=FILE SCRIPT, with the script of fibimg export k6',
  });
