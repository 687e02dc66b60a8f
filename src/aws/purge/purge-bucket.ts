import {
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { ownPrefixes } from '../../core/service/keys.ts';
import type { Deletable, Page, PurgeStage } from '../../core/upkeep/purge-target.ts';
import { type BucketOptions, callS3, callS3IfSupported } from '../store/s3-call.ts';
import { createObjectRemover, objectBatchSize } from './purge-objects.ts';
import { createUploadStage } from './purge-uploads.ts';

/** Metadata documents, then images, then, only if asked for, whatever else the bucket holds; unfinished uploads last. */
export const createBucketStages = (
  options: BucketOptions,
  allKeys: boolean,
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
  return [
    under('metadata documents', documents),
    under('images', images),
    ...(allKeys ? [others(under('other keys', ''))] : []),
    ...(allKeys ? [''] : ownPrefixes).map((prefix) => createUploadStage(options, prefix)),
  ];
};

/** What the stages before have seen already is left out. */
const others = (stage: PurgeStage): PurgeStage => ({
  ...stage,
  list: async (from, signal) => {
    const page = await stage.list(from, signal);
    const isOurs = ({ key }: Deletable) => ownPrefixes.some((prefix) => key.startsWith(prefix));
    return { ...page, things: page.things.filter((each) => !isOurs(each)) };
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
    Bucket: options.bucket,
    Prefix: prefix,
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
  const versions = (output.Versions ?? []).map(({ Key = '', VersionId, IsLatest, Size }) =>
    thing(IsLatest === false ? 'version' : 'object', Key, VersionId, Size),
  );
  const markers = (output.DeleteMarkers ?? []).map(({ Key = '', VersionId }) =>
    thing('delete marker', Key, VersionId),
  );
  const things = [...versions, ...markers];
  return output.IsTruncated && output.NextKeyMarker !== undefined
    ? { things, next: cursorOf(output.NextKeyMarker, output.NextVersionIdMarker) }
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
    Bucket: options.bucket,
    Prefix: prefix,
    ...(from === undefined ? {} : { ContinuationToken: from }),
  });
  const { Contents = [], NextContinuationToken: next } = await callS3(
    options,
    'ListObjectsV2',
    signal,
    (client, abort) => client.send(command, abort),
  );
  const things = Contents.map(({ Key = '', Size }) => thing('object', Key, undefined, Size));
  return next === undefined ? { things } : { things, next };
};

const foreignShown = 5;

/** Folders and keys at the bucket's top that are not ours, a few of them. */
export const foreignKeys = async (
  options: BucketOptions,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> => {
  const command = new ListObjectsV2Command({
    Bucket: options.bucket,
    Delimiter: '/',
    MaxKeys: ownPrefixes.length + foreignShown,
  });
  const { CommonPrefixes = [], Contents = [] } = await callS3(
    options,
    'ListObjectsV2',
    signal,
    (client, abort) => client.send(command, abort),
  );
  const ours = new Set<string>(ownPrefixes);
  return [
    ...CommonPrefixes.map(({ Prefix = '' }) => Prefix),
    ...Contents.map(({ Key = '' }) => Key),
  ]
    .filter((name) => !ours.has(name))
    .slice(0, foreignShown);
};
