import {
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { thumbnailPrefix } from '../../core/events/thumbnail-keys.ts';
import { isOwnKey, ownPrefixes } from '../../core/service/keys.ts';
import { objectsOfEvents } from '../../core/upkeep/event-leavings.ts';
import type { Deletable, Page, PurgeStage } from '../../core/upkeep/purge-target.ts';
import { type BucketOptions, callS3, callS3IfSupported } from '../store/s3-call.ts';
import { decodeKey, urlEncoded } from './listed-key.ts';
import { createObjectRemover, objectBatchSize } from './purge-objects.ts';
import { createUploadStage } from './purge-uploads.ts';

/**
 * Metadata documents, then images, then, only if asked for, what events leave, or whatever else the bucket holds;
 * unfinished uploads last.
 */
export const createBucketStages = (
  options: BucketOptions,
  { allKeys, events }: { readonly allKeys: boolean; readonly events: boolean },
): readonly PurgeStage[] => {
  const remove = createObjectRemover(options);
  const list = createLister(options);
  const under = (name: string, prefix: string): PurgeStage => ({
    name,
    batchSize: objectBatchSize,
    list: (from, signal) => list(prefix, from, signal),
    remove,
  });
  const [images, documents] = ownPrefixes;
  const ours = [under('metadata documents', documents), under('images', images)].map((stage) =>
    ownOnly(stage),
  );
  const uploads = createUploadStage(options);
  const ofEvents = (events ? objectsOfEvents : []).map(({ name, place, isOurs }) =>
    ownOnly(under(name, place), isOurs),
  );
  if (!allKeys) return [...ours, ...ofEvents, inOwnPlaces(ownOnly(uploads))];
  return [...ours.map(withoutOthers), foreignOnly(under('other keys', '')), uploads];
};

/** Of what stays, only what lies under our prefixes: one listing of few uploads rather than one for each prefix. */
const inOwnPlaces = (stage: PurgeStage): PurgeStage => ({
  ...stage,
  list: async (from, signal) => {
    const page = await stage.list(from, signal);
    const isNear = ({ key }: Deletable) => ownPrefixes.some((prefix) => key.startsWith(prefix));
    return { ...page, others: (page.others ?? []).filter(isNear) };
  },
});

/** Only keys of exactly our form are ours; what else lies under our prefixes is listed as staying. */
const ownOnly = (stage: PurgeStage, isOurs = isOwnKey): PurgeStage => ({
  ...stage,
  list: async (from, signal) => {
    const page = await stage.list(from, signal);
    return {
      ...page,
      things: page.things.filter(({ key }) => isOurs(key)),
      others: page.things.filter(({ key }) => !isOurs(key)),
    };
  },
});

const withoutOthers = (stage: PurgeStage): PurgeStage => ({
  ...stage,
  list: async (from, signal) => ({ ...(await stage.list(from, signal)), others: [] }),
});

/** What the stages before have seen already is left out. */
const foreignOnly = (stage: PurgeStage): PurgeStage => ({
  ...stage,
  list: async (from, signal) => {
    const page = await stage.list(from, signal);
    return { ...page, things: page.things.filter(({ key }) => !isOwnKey(key)) };
  },
});

type List = (
  prefix: string,
  from: string | undefined,
  signal: AbortSignal | undefined,
) => Promise<Page>;

/** Lists versions and delete markers, of which an unversioned bucket has one each; servers without them list objects. */
const createLister = (options: BucketOptions): List => {
  let versions = true;
  return async (prefix, from, signal) => {
    const page = versions ? await listVersions(options, prefix, from, signal) : undefined;
    if (page !== undefined) return page;
    versions = false;
    return listObjects(options, prefix, from, signal);
  };
};

const listVersions = (
  options: BucketOptions,
  prefix: string,
  from: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Page | undefined> => {
  const command = new ListObjectVersionsCommand({
    ...{ Bucket: options.bucket, Prefix: prefix, ...urlEncoded },
    ...(from === undefined ? {} : markersOf(from)),
  });
  return callS3IfSupported(options, 'ListObjectVersions', signal, async (client, abort) =>
    pageOf(await client.send(command, abort)),
  );
};

/** A cursor of two markers; only an unfinished listing has them. */
const cursorOf = (key: string, versionId: string | undefined): string =>
  JSON.stringify([key, versionId ?? '']);

const markersOf = (cursor: string): { KeyMarker: string; VersionIdMarker?: string } => {
  const [KeyMarker, VersionIdMarker]: [string, string] = JSON.parse(cursor);
  return { KeyMarker, ...(VersionIdMarker === '' ? {} : { VersionIdMarker }) };
};

const pageOf = (output: ListObjectVersionsCommandOutput): Page => {
  const keyOf = decodeKey(output);
  const versions = (output.Versions ?? []).map(({ Key, VersionId, IsLatest, Size }) =>
    thing(IsLatest === false ? 'version' : 'object', keyOf(Key), VersionId, Size),
  );
  const markers = (output.DeleteMarkers ?? []).map(({ Key, VersionId }) =>
    thing('delete marker', keyOf(Key), VersionId),
  );
  const things = [...versions, ...markers];
  return output.IsTruncated && output.NextKeyMarker !== undefined
    ? { things, next: cursorOf(keyOf(output.NextKeyMarker), output.NextVersionIdMarker) }
    : { things };
};

const thing = (
  kind: Deletable['kind'],
  key: string,
  id: string | undefined,
  bytes = 0,
): Deletable => ({ kind, key, bytes, ...(id === undefined ? {} : { id }) });

const listObjects = async (
  options: BucketOptions,
  prefix: string,
  from: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Page> => {
  const command = new ListObjectsV2Command({
    ...{ Bucket: options.bucket, Prefix: prefix, ...urlEncoded },
    ...(from === undefined ? {} : { ContinuationToken: from }),
  });
  const output = await callS3(options, 'ListObjectsV2', signal, (client, abort) =>
    client.send(command, abort),
  );
  const keyOf = decodeKey(output);
  const { Contents = [], NextContinuationToken: next } = output;
  const things = Contents.map(({ Key, Size }) => thing('object', keyOf(Key), undefined, Size));
  return next === undefined ? { things } : { things, next };
};

const foreignShown = 5;

/** Folders and keys at the bucket's top that are not ours, a few of them. */
export const foreignKeys = async (
  options: BucketOptions,
  events: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> => {
  const command = new ListObjectsV2Command({
    ...{ Bucket: options.bucket, Delimiter: '/', ...urlEncoded },
    MaxKeys: ownPrefixes.length + 1 + foreignShown,
  });
  const output = await callS3(options, 'ListObjectsV2', signal, (client, abort) =>
    client.send(command, abort),
  );
  const keyOf = decodeKey(output);
  const ours = new Set<string>([...ownPrefixes, ...(events ? [thumbnailPrefix] : [])]);
  return [
    ...(output.CommonPrefixes ?? []).map(({ Prefix }) => keyOf(Prefix)),
    ...(output.Contents ?? []).map(({ Key }) => keyOf(Key)),
  ]
    .filter((name) => !ours.has(name))
    .slice(0, foreignShown);
};
