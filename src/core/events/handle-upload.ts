import { FibimgError } from '../error.ts';
import type { Clock } from '../service/ports.ts';
import { formatUtc } from '../utc.ts';
import { commentOf, withComment } from './jpeg-comment.ts';
import type { ObjectCreated } from './s3-event.ts';
import { orderOfSequencer } from './sequencer.ts';
import type { ImageFacts, Thumbnail } from './thumbnail-item.ts';
import { thumbnailKeyOf, uploadPrefix } from './thumbnail-keys.ts';

/** An object of the bucket with what tells it from another under the same key. */
interface StoredObject {
  readonly bytes: Uint8Array;
  readonly eTag: string;
  readonly version?: string | undefined;
}

/** Bucket and table as an upload's handling needs them. Absence is a value; only failure throws. */
export interface ThumbnailStores {
  /** More than `maxBytes` are an `invalid_input` error. */
  readObject(
    key: string,
    options: { readonly version?: string | undefined; readonly maxBytes: number },
    signal?: AbortSignal,
  ): Promise<StoredObject | undefined>;
  /** Writes over the object with this tag alone, or where there is none; false where something else is there. */
  replaceObject(
    key: string,
    object: { readonly bytes: Uint8Array; readonly type: string },
    eTag: string | undefined,
    signal?: AbortSignal,
  ): Promise<boolean>;
  findItem(key: string, signal?: AbortSignal): Promise<Thumbnail | undefined>;
  /** Over an older item, or where there is none; false where there is one as new or newer. */
  putItem(item: Thumbnail, signal?: AbortSignal): Promise<boolean>;
}

export interface ScaledImage {
  readonly source: Omit<ImageFacts, 'bytes'>;
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

interface UploadDeps {
  readonly stores: ThumbnailStores;
  /** Where this function's uploads are. */
  readonly bucket: string;
  readonly region: string;
  /** An `invalid_input` error for what is no image, or too large a one. */
  readonly scale: (image: Uint8Array) => Promise<ScaledImage>;
  readonly clock: Clock;
  readonly invocation: Pick<Thumbnail, 'requestId' | 'start' | 'environment'>;
}

/** What became of one event. */
export interface UploadOutcome {
  readonly key: string;
  readonly outcome:
    | 'made'
    /** No thumbnail can be made; an item says why. */
    | 'refused'
    /** This very event had been handled before. */
    | 'duplicate'
    /** A newer upload of the same key had been handled before. */
    | 'older'
    /** Not of this function's bucket and prefix. */
    | 'foreign';
  readonly why?: string;
}

/** No larger upload is read: it would have to fit into the smallest function's memory. */
const mostUploadBytes = 6 * 2 ** 20;

/**
 * Makes the thumbnail of an upload, and then its item: a crash in between leaves a thumbnail without an item, and the
 * same event, which comes again, finds it and writes the item. Both are written over older ones only, whatever order
 * the events come in and however often.
 */
export const handleUpload = async (
  object: ObjectCreated,
  deps: UploadDeps,
  signal?: AbortSignal,
): Promise<UploadOutcome> => {
  const { key } = object;
  const why = whyForeign(object, deps);
  if (why !== undefined) return { key, outcome: 'foreign', why };
  const before = await compareItem(object, deps, signal);
  if (before !== undefined && before !== 'older-refusal') return { key, outcome: before };
  try {
    return await makeThumbnail(object, deps, signal);
  } catch (thrown) {
    if (!(thrown instanceof FibimgError) || thrown.kind !== 'invalid_input') throw thrown;
    const refusal = thrown.why === undefined ? thrown.message : `${thrown.message}: ${thrown.why}`;
    return writeItem(object, { result: { state: 'refused', why: refusal } }, deps, signal);
  }
};

const whyForeign = ({ bucket, region, key }: ObjectCreated, deps: UploadDeps) => {
  if (bucket !== deps.bucket) return `bucket ${bucket} is not this function's`;
  if (region !== deps.region) return `region ${region} is not this function's`;
  return key.startsWith(uploadPrefix) ? undefined : `it does not lie under ${uploadPrefix}`;
};

const orderOf = ({ sequencer }: { readonly sequencer: string }): string =>
  orderOfSequencer(sequencer) ?? '';

/**
 * What the item says of an event. A newer upload that was refused leaves an older one's thumbnail to be made: what is
 * there at last is that of the newest good one, whichever event came first.
 */
const compareItem = async (object: ObjectCreated, { stores }: UploadDeps, signal?: AbortSignal) => {
  const found = await stores.findItem(object.key, signal);
  if (found === undefined || orderOf(found) < orderOf(object)) return undefined;
  if (orderOf(found) === orderOf(object)) return 'duplicate';
  return found.result.state === 'made' ? 'older' : 'older-refusal';
};

const makeThumbnail = async (
  object: ObjectCreated,
  deps: UploadDeps,
  signal: AbortSignal | undefined,
): Promise<UploadOutcome> => {
  const { key, versionId } = object;
  const named = thumbnailKeyOf(key);
  if ('why' in named) throw refusal(named.why);
  const maxBytes = mostUploadBytes;
  if ((object.bytes ?? 0) > maxBytes) throw refusal(`it is larger than ${maxBytes / 2 ** 20} MB`);
  const read = await deps.stores.readObject(key, { version: versionId, maxBytes }, signal);
  if (read === undefined) throw refusal('it is gone');
  if (read.bytes.length === 0) throw refusal('it is empty');
  const { source, jpeg, width, height } = await deps.scale(read.bytes);
  const location = named.thumbnail;
  const bytes = await placeThumbnail(location, jpeg, object, deps, signal);
  const result = {
    state: 'made',
    source: { ...source, bytes: read.bytes.length },
    location,
    thumbnail: { type: 'image/jpeg', bytes, width, height },
  } as const;
  return writeItem(object, { result, sourceVersion: read.version }, deps, signal);
};

const refusal = (why: string): FibimgError =>
  new FibimgError('invalid_input', 'the upload has no thumbnail', { why });

/** Others may write the same thumbnail, but each a newer one. */
const mostRaces = 10;

/**
 * Writes a thumbnail unless a newer one is there. Its order stands in a comment of the image: so two thumbnails are
 * never the same bytes, their entity tags differ, and none is written over by mistake. Gives the size in bytes.
 */
const placeThumbnail = async (
  location: string,
  jpeg: Uint8Array,
  object: ObjectCreated,
  { stores }: UploadDeps,
  signal: AbortSignal | undefined,
): Promise<number> => {
  // Uploads that differ in their ending share a thumbnail; the ending decides where the sequencers do not.
  const order = `${orderOf(object)} ${object.key.slice(object.key.lastIndexOf('.') + 1)}`;
  const bytes = withComment(jpeg, order);
  let eTag: string | undefined;
  for (let races = 0; races < mostRaces; races += 1) {
    if (await stores.replaceObject(location, { bytes, type: 'image/jpeg' }, eTag, signal)) break;
    const there = await stores.readObject(location, { maxBytes: mostUploadBytes }, signal);
    if (there !== undefined && (commentOf(there.bytes) ?? '') >= order) break;
    if (races === mostRaces - 1) {
      throw new FibimgError('storage', `${location} could not be written`, {
        why: 'others write it all the time',
      });
    }
    eTag = there?.eTag;
  }
  return bytes.length;
};

const writeItem = async (
  { key, sequencer, versionId }: ObjectCreated,
  { result, sourceVersion = versionId }: Pick<Thumbnail, 'result' | 'sourceVersion'>,
  { stores, clock, invocation }: UploadDeps,
  signal: AbortSignal | undefined,
): Promise<UploadOutcome> => {
  const created = formatUtc(clock.now());
  const item = { key, sequencer, sourceVersion, created, ...invocation, result };
  if (await stores.putItem(item, signal)) {
    return result.state === 'made'
      ? { key, outcome: 'made' }
      : { key, outcome: 'refused', why: result.why };
  }
  const found = await stores.findItem(key, signal);
  // A write whose answer was lost is made again, and finds itself.
  const isOurs = found?.requestId === invocation.requestId && found.sequencer === sequencer;
  if (isOurs) return { key, outcome: result.state };
  return { key, outcome: found?.sequencer === sequencer ? 'duplicate' : 'older' };
};
