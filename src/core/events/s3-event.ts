import type { JsonObject } from '../json.ts';
import { property, textProperty } from '../property.ts';
import { orderOfSequencer } from './sequencer.ts';

/** An object that has come to a bucket, as S3 tells of it. */
export interface ObjectCreated {
  readonly region: string;
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** Decides which of two events of one key is the later one. */
  readonly sequencer: string;
  readonly bytes?: number | undefined;
  readonly eTag?: string | undefined;
  /** Only of a bucket that keeps versions. */
  readonly versionId?: string | undefined;
  /** When S3 had taken it. */
  readonly unixMs?: number | undefined;
}

/** One record of an event: what it tells, or why it tells nothing that could be acted on. */
export type S3Record =
  | { readonly kind: 'created'; readonly object: ObjectCreated }
  /** Whole, but of something else: S3's own test, an object that was removed. */
  | { readonly kind: 'other'; readonly what: string }
  | { readonly kind: 'malformed'; readonly why: string };

/** The records of S3's own notification; undefined for any other event. */
export const readNotification = (event: unknown): readonly S3Record[] | undefined => {
  const test = textProperty(event, 'Event');
  if (test === 's3:TestEvent') return [{ kind: 'other', what: test }];
  const records = property(event, 'Records');
  if (!Array.isArray(records) || records.length === 0) return undefined;
  return records.every((record) => property(record, 'eventSource') === 'aws:s3')
    ? records.map(readRecord)
    : undefined;
};

const readRecord = (record: unknown): S3Record => {
  const name = textProperty(record, 'eventName');
  if (name === undefined) return { kind: 'malformed', why: 'eventName is missing' };
  if (!/^(s3:)?ObjectCreated:/.test(name)) return { kind: 'other', what: name };
  const s3 = property(record, 's3');
  const object = property(s3, 'object');
  return createdRecord({
    region: textProperty(record, 'awsRegion'),
    bucket: textProperty(property(s3, 'bucket'), 'name'),
    key: decodeKey(textProperty(object, 'key') ?? ''),
    sequencer: textProperty(object, 'sequencer'),
    bytes: property(object, 'size'),
    eTag: textProperty(object, 'eTag'),
    versionId: textProperty(object, 'versionId'),
    time: textProperty(record, 'eventTime'),
  });
};

/** The record of an event of S3 that came by EventBridge; undefined for any other event. */
export const readBridgeEvent = (event: unknown): readonly S3Record[] | undefined => {
  if (property(event, 'source') !== 'aws.s3') return undefined;
  const type = textProperty(event, 'detail-type');
  if (type === undefined) return [{ kind: 'malformed', why: 'detail-type is missing' }];
  if (type !== 'Object Created') return [{ kind: 'other', what: type }];
  const detail = property(event, 'detail');
  const object = property(detail, 'object');
  return [
    createdRecord({
      region: textProperty(event, 'region'),
      bucket: textProperty(property(detail, 'bucket'), 'name'),
      // As it is: only S3's own notifications encode it.
      key: textProperty(object, 'key'),
      sequencer: textProperty(object, 'sequencer'),
      bytes: property(object, 'size'),
      eTag: textProperty(object, 'etag'),
      versionId: textProperty(object, 'version-id'),
      time: textProperty(event, 'time'),
    }),
  ];
};

interface Fields {
  readonly region: string | undefined;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly sequencer: string | undefined;
  readonly bytes: unknown;
  readonly eTag: string | undefined;
  readonly versionId: string | undefined;
  readonly time: string | undefined;
}

const createdRecord = ({
  region,
  bucket,
  key,
  sequencer,
  bytes,
  time,
  ...more
}: Fields): S3Record => {
  if (!region) return { kind: 'malformed', why: 'the region is missing' };
  if (!bucket) return { kind: 'malformed', why: 'the name of the bucket is missing' };
  if (!key) return { kind: 'malformed', why: 'the key is missing, or not URL-encoded UTF-8' };
  if (sequencer === undefined || orderOfSequencer(sequencer) === undefined) {
    return { kind: 'malformed', why: 'the sequencer is missing, or not hexadecimal' };
  }
  const unixMs = Date.parse(time ?? '');
  const known = {
    ...(typeof bytes === 'number' && { bytes }),
    ...(more.eTag && { eTag: more.eTag }),
    ...(more.versionId && { versionId: more.versionId }),
    ...(Number.isFinite(unixMs) && { unixMs }),
  };
  return { kind: 'created', object: { region, bucket, key, sequencer, ...known } };
};

/** A key as S3's notifications have it: encoded as a form is, a space as a plus sign. */
const decodeKey = (encoded: string): string | undefined => {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
};

const encodeKey = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** What an event tells beside the object. */
interface EventCircumstances {
  /** Of the upload, as S3 gave it. */
  readonly requestId: string;
  readonly account: string;
  /** Of this event, for EventBridge; a UUID. */
  readonly eventId: string;
}

const iso = (unixMs: number | undefined): string => new Date(unixMs ?? 0).toISOString();

/** S3's own notification of objects that have come, in its version 2.1. */
export const makeNotification = (
  objects: readonly ObjectCreated[],
  { requestId, account }: EventCircumstances,
): JsonObject => ({
  Records: objects.map(({ region, bucket, key, sequencer, bytes, eTag, versionId, unixMs }) => ({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: iso(unixMs),
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: `AWS:${account}` },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'uploads',
      bucket: {
        name: bucket,
        ownerIdentity: { principalId: account },
        arn: `arn:aws:s3:::${bucket}`,
      },
      object: {
        key: encodeKey(key),
        ...(bytes !== undefined && { size: bytes }),
        ...(eTag && { eTag }),
        ...(versionId && { versionId }),
        sequencer,
      },
    },
  })),
});

/** The same of one object as EventBridge hands it on; its time has whole seconds. */
export const makeBridgeEvent = (
  { region, bucket, key, sequencer, bytes, eTag, versionId, unixMs }: ObjectCreated,
  { requestId, account, eventId }: EventCircumstances,
): JsonObject => ({
  version: '0',
  id: eventId,
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account,
  time: `${iso(unixMs).slice(0, 19)}Z`,
  region,
  resources: [`arn:aws:s3:::${bucket}`],
  detail: {
    version: '0',
    bucket: { name: bucket },
    object: {
      key,
      ...(bytes !== undefined && { size: bytes }),
      ...(eTag && { etag: eTag }),
      ...(versionId && { 'version-id': versionId }),
      sequencer,
    },
    'request-id': requestId,
    requester: account,
    'source-ip-address': '127.0.0.1',
    reason: 'PutObject',
  },
});
