import { amountOrNone, isObject, parseJson, stringOrNone } from '../json.ts';

/** What a conductor and its shards leave each other in the fleet's folder. Both are of one version: the conductor brings the shard's code. */
export const objectNames = {
  code: 'worker.cjs',
  plan: 'plan.json',
  control: 'control.json',
  assignment: (call: number) => `assignment-${call}.json`,
  beat: (index: number) => `beat-${index}.json`,
  result: (index: number) => `result-${index}.json`,
} as const;

/** Which part a task makes, and the URLs by which it does so. */
export interface ShardPost {
  readonly index: number;
  readonly of: number;
  readonly planUrl: string;
  readonly controlUrl: string;
  readonly beatUrl: string;
  readonly resultUrl: string;
}

/** Posts by the ARN of the task; undefined where the task is not among them. */
export const postIn = (text: string, taskArn: string): ShardPost | undefined => {
  const posts = parseJson(text);
  const post = isObject(posts) ? posts[taskArn] : undefined;
  if (!isObject(post)) return undefined;
  const index = amountOrNone(post['index']);
  const of = amountOrNone(post['of']);
  const url = (name: string): string => stringOrNone(post[name]) ?? '';
  if (index === undefined || of === undefined) return undefined;
  return {
    ...{ index, of, planUrl: url('planUrl'), controlUrl: url('controlUrl') },
    ...{ beatUrl: url('beatUrl'), resultUrl: url('resultUrl') },
  };
};

/** What the conductor wants of all shards. */
export interface Control {
  /** When the load starts, in milliseconds since 1970, UTC; null as long as that is not known. */
  readonly startAtMs: number | null;
  /** End the load; requests in flight may end. */
  readonly stop: boolean;
}

export const decodeControl = (text: string): Control => {
  const value = parseJson(text);
  const startAtMs = isObject(value) ? (amountOrNone(value['startAtMs']) ?? null) : null;
  return { startAtMs, stop: isObject(value) && value['stop'] === true };
};

const states = ['ready', 'running', 'ended', 'failed'] as const;

/** A sign of life. */
export interface Beat {
  readonly index: number;
  /** Counts up, so that a late or doubled one is known. */
  readonly sequence: number;
  readonly state: (typeof states)[number];
  /** When it was sent, by UTC as far as the shard knows it, in milliseconds since 1970. */
  readonly utcMs: number;
  readonly started: number;
  readonly ended: number;
  readonly failed: number;
  /** Why it failed; else empty. */
  readonly why: string;
}

/** Undefined for anything else. */
export const decodeBeat = (text: string): Beat | undefined => {
  const value = parseJson(text);
  if (!isObject(value)) return undefined;
  const number = (name: string): number => amountOrNone(value[name]) ?? Number.NaN;
  const state = states.find((one) => one === value['state']);
  const beat = {
    ...{ index: number('index'), sequence: number('sequence'), utcMs: number('utcMs') },
    ...{ started: number('started'), ended: number('ended'), failed: number('failed') },
    why: stringOrNone(value['why']) ?? '',
  };
  const isWhole = Object.values(beat).every((one) => !Number.isNaN(one));
  return state === undefined || !isWhole ? undefined : { ...beat, state };
};
