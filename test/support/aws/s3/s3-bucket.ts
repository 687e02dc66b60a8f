import { etagOf } from './etag.ts';
import type { ListedObject } from './s3-listing.ts';

export interface StoredVersion {
  readonly versionId: string;
  readonly isMarker: boolean;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly lastModified: Date;
}

export interface ListedVersion extends ListedObject {
  readonly versionId: string;
  readonly isMarker: boolean;
  readonly isLatest: boolean;
}

interface Removed {
  readonly versionId?: string;
  readonly isMarker?: boolean;
}

/** What the S3 server needs of a bucket; keys in lists are in their order. */
export interface Bucket {
  versioning: 'Enabled' | 'Suspended' | undefined;
  readonly uploads: Map<string, { readonly key: string; readonly parts: Map<number, Uint8Array> }>;
  get(key: string, versionId?: string): StoredVersion | undefined;
  put(key: string, body: Uint8Array, contentType: string): StoredVersion;
  /** As S3: without a version of a versioned bucket this only lays a delete marker on top. */
  remove(key: string, versionId?: string): Removed;
  objectsAfter(key: string): Iterable<ListedObject>;
  /** From the key on, after that version of it; from the next key where no version is named. */
  versionsAfter(key: string, versionId: string | undefined): Iterable<ListedVersion>;
}

export const createBucket = (versioning?: 'Enabled' | 'Suspended'): Bucket => {
  const objects = new Map<string, StoredVersion[]>();
  let lastId = 0;
  const sortedKeys = () => [...objects.keys()].sort((one, other) => (one < other ? -1 : 1));

  const push = (key: string, isMarker: boolean, body: Uint8Array, contentType: string) => {
    const versionId = bucket.versioning === 'Enabled' ? `v${++lastId}` : 'null';
    const older = (objects.get(key) ?? []).filter((version) => version.versionId !== versionId);
    const version = { versionId, isMarker, body, contentType, lastModified: new Date() };
    objects.set(key, [version, ...older]);
    return version;
  };

  const drop = (key: string, versionId: string): Removed => {
    const versions = objects.get(key) ?? [];
    const left = versions.filter((version) => version.versionId !== versionId);
    if (left.length === 0) objects.delete(key);
    else objects.set(key, left);
    const gone = versions.find((version) => version.versionId === versionId);
    return { versionId, isMarker: gone?.isMarker ?? false };
  };

  const bucket: Bucket = {
    versioning,
    uploads: new Map(),
    get: (key, versionId) => {
      const versions = objects.get(key) ?? [];
      if (versionId === undefined) return versions[0]?.isMarker ? undefined : versions[0];
      return versions.find((version) => version.versionId === versionId);
    },
    put: (key, body, contentType) => push(key, false, body, contentType),
    remove: (key, versionId) => {
      if (versionId !== undefined) return drop(key, versionId);
      if (bucket.versioning === undefined) return drop(key, 'null') && {};
      return { versionId: push(key, true, new Uint8Array(), '').versionId, isMarker: true };
    },
    *objectsAfter(after) {
      for (const key of sortedKeys()) {
        const version = key > after ? bucket.get(key) : undefined;
        if (version) yield listed(key, version);
      }
    },
    *versionsAfter(after, afterVersion) {
      for (const key of sortedKeys()) {
        if (key < after || (key === after && afterVersion === undefined)) continue;
        const versions = objects.get(key) ?? [];
        const skipped =
          key === after ? versions.findIndex(({ versionId }) => versionId === afterVersion) + 1 : 0;
        for (const version of versions.slice(skipped)) {
          const { versionId, isMarker } = version;
          yield { ...listed(key, version), versionId, isMarker, isLatest: version === versions[0] };
        }
      }
    },
  };
  return bucket;
};

const listed = (key: string, { body, lastModified }: StoredVersion): ListedObject => ({
  key,
  bytes: body.length,
  lastModified,
  etag: etagOf(body),
});
