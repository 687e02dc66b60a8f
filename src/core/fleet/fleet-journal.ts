import { FibimgError } from '../error.ts';
import { isObject, parseJson } from '../json.ts';

/** What a fleet leaves on AWS while it is at work: written to disk before its first task, so that it can be removed after a crash. */
export interface FleetJournal {
  readonly fleetJournalVersion: 1;
  /** By which its tasks are found. */
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly region: string;
  readonly cluster: string;
  readonly bucket: string;
  /** Where ECS and S3 were reached, unless at AWS itself. */
  readonly ecsEndpoint: string | null;
  readonly s3Endpoint: string | null;
}

const texts = ['run', 'since', 'region', 'cluster', 'bucket'] as const;

/** Throws `corrupt` for anything that this version does not write. */
const decodeFleetJournal = (text: string, path: string): FleetJournal => {
  const value = parseJson(text);
  if (isFleetJournal(value)) return value;
  throw new FibimgError('corrupt', `the journal ${path} cannot be read`, {
    why: 'it is damaged, or from another version of fibimg',
    hint: "stop the tasks of the fleet's cluster, and delete the file",
  });
};

const isFleetJournal = (value: unknown): value is FleetJournal =>
  isObject(value) &&
  value['fleetJournalVersion'] === 1 &&
  texts.every((name) => typeof value[name] === 'string' && value[name] !== '') &&
  [value['ecsEndpoint'], value['s3Endpoint']].every(
    (endpoint) => endpoint === null || typeof endpoint === 'string',
  );

/** Journals of fleets among others. */
export const fleetJournals = {
  decode: decodeFleetJournal,
  subject: ({ cluster }: FleetJournal): string => `the tasks of cluster ${cluster}`,
};
