import { isObject, type JsonObject } from '../json.ts';
import type { Job } from './job.ts';

/** One run of a job, of which there is one at a time. */
export interface JobRun {
  /** False where another run is at work; one that has not ended within its time is taken for dead. */
  begin(durationMs: number): Promise<boolean>;
  end(): Promise<void>;
}

/** A run in which several environments take part. */
export interface SharedRun extends JobRun {
  /** Takes part; the environments that do, this one among them. Undefined where the run is over. */
  join(): Promise<readonly string[] | undefined>;
  /** Those that take part by now; undefined where the run is over. */
  members(): Promise<readonly string[] | undefined>;
}

/** A table's items in DynamoDB's own form, and its conditions in DynamoDB's own language. */
export interface TableItems {
  /** A consistent read. */
  find(key: JsonObject, signal?: AbortSignal): Promise<JsonObject | undefined>;
  /** False where the condition did not hold. */
  put(item: JsonObject, condition: ItemCondition, signal?: AbortSignal): Promise<boolean>;
  /** The whole item as it then is; undefined where the condition did not hold. */
  update(
    key: JsonObject,
    change: ItemCondition & { readonly UpdateExpression: string },
    signal?: AbortSignal,
  ): Promise<JsonObject | undefined>;
}

interface ItemCondition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues: JsonObject;
}

export const jobPartition = 'JOB';

interface RunOptions {
  readonly items: TableItems;
  readonly job: Job['job'];
  /** Names the run: the request that began it, so that an event that comes again goes on with its own. */
  readonly run: string;
  readonly environment: string;
  readonly now: () => Date;
}

/** Each job has one item, which names its run, until when that is taken to live, and who takes part. */
export const createJobRun = ({ items, job, run, environment, now }: RunOptions): SharedRun => {
  const key = { PK: { S: jobPartition }, SK: { S: job } };
  const isOurs = { ConditionExpression: 'run = :run' };
  const asked = { ':run': { S: run } };
  const nowMs = () => ({ N: String(now().getTime()) });
  const membersOf = (item: JsonObject | undefined): readonly string[] | undefined => {
    const until = Number(attributeOf(item, 'untilMs', 'N'));
    const members = attributeOf(item, 'environments', 'SS');
    const isOpen = attributeOf(item, 'run', 'S') === run && until > now().getTime();
    return isOpen && Array.isArray(members) ? members.map(String) : undefined;
  };
  return {
    begin: (durationMs) =>
      items.put(
        {
          ...key,
          run: { S: run },
          untilMs: { N: String(now().getTime() + Math.round(durationMs)) },
          environments: { SS: [environment] },
        },
        {
          ConditionExpression: 'attribute_not_exists(PK) OR untilMs < :now OR run = :run',
          ExpressionAttributeValues: { ...asked, ':now': nowMs() },
        },
      ),
    end: async () => {
      const UpdateExpression = 'SET untilMs = :over';
      const ExpressionAttributeValues = { ...asked, ':over': { N: '0' } };
      await items.update(key, { ...isOurs, UpdateExpression, ExpressionAttributeValues });
    },
    join: async () => {
      const UpdateExpression = 'ADD environments :environment';
      const ExpressionAttributeValues = { ...asked, ':environment': { SS: [environment] } };
      return membersOf(
        await items.update(key, { ...isOurs, UpdateExpression, ExpressionAttributeValues }),
      );
    },
    members: async () => membersOf(await items.find(key)),
  };
};

const attributeOf = (item: JsonObject | undefined, name: string, type: string): unknown => {
  const attribute = item?.[name];
  return isObject(attribute) ? attribute[type] : undefined;
};
