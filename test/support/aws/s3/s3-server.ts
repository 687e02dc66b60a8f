import { Refusal } from '../../../../src/local/wire/refusal.ts';
import {
  noSuchBucket,
  noSuchKey,
  notImplemented,
  resourceOf,
  s3Failure,
  xmlReply,
} from '../../../../src/local/wire/s3-request.ts';
import {
  startWireHttp,
  type WireReply,
  type WireRequest,
  type WireServer,
} from '../../../../src/local/wire/wire-http.ts';
import { etagOf } from './etag.ts';
import { type Bucket, createBucket, type StoredVersion } from './s3-bucket.ts';
import { element, leaf, s3Document } from './s3-document.ts';
import { listObjectsV2 } from './s3-listing.ts';
import { onUpload } from './s3-uploads.ts';
import { listUploads, listVersions, parseDelete } from './s3-xml.ts';

interface S3ServerOptions {
  /** The most that one page of a listing holds, 1000 as S3 by default. */
  readonly pageSize?: number;
}

export interface S3Server extends WireServer {
  /** What there is, for a test to fill and to look into. */
  readonly buckets: Map<string, Bucket>;
}

/** S3 in memory: any keys, versions and delete markers, multi-delete, multipart uploads, pages of any size. */
export const startS3Server = async ({
  pageSize = 1000,
}: S3ServerOptions = {}): Promise<S3Server> => {
  const buckets = new Map<string, Bucket>();
  const server = await startWireHttp(async (request) => {
    const { bucket: name, key } = resourceOf(request);
    const bucket = buckets.get(name);
    if (key === '' && request.method === 'PUT' && !request.query.has('versioning')) {
      if (bucket === undefined) buckets.set(name, createBucket());
      return { status: 200, headers: { location: `/${name}` } };
    }
    if (bucket === undefined) throw noSuchBucket();
    if (key !== '') return onObject(bucket, name, key, request);
    if (request.method === 'DELETE') return removeBucket(buckets, name, bucket);
    return onBucket(bucket, name, request, pageSize);
  }, s3Failure);
  return { ...server, buckets };
};

const onBucket = async (
  bucket: Bucket,
  name: string,
  { method, query, headers, body }: WireRequest,
  pageSize: number,
): Promise<WireReply> => {
  if (method === 'HEAD') return { status: 200 };
  if (method === 'POST' && query.has('delete')) {
    if (!Object.keys(headers).some((header) => /^content-md5$|^x-amz-checksum-/.test(header))) {
      throw new Refusal(
        400,
        'InvalidRequest',
        'Missing required header for this request: Content-MD5',
      );
    }
    return xmlReply(deleteObjects(bucket, body.toString()));
  }
  if (query.has('versioning')) return versioning(bucket, method, body);
  if (method !== 'GET') throw notImplemented(`${method} on a bucket`);
  if (query.has('versions')) return xmlReply(listVersions(name, query, bucket, pageSize));
  if (query.has('uploads')) return xmlReply(listUploads(name, query, bucket, pageSize));
  if (query.has('location')) return xmlReply(s3Document('LocationConstraint'));
  const objectsAfter = (key: string) => bucket.objectsAfter(key);
  return xmlReply(await listObjectsV2(name, query, objectsAfter, pageSize));
};

const versioning = (bucket: Bucket, method: string, body: Buffer): WireReply => {
  if (method === 'PUT')
    bucket.versioning = /Enabled/.test(body.toString()) ? 'Enabled' : 'Suspended';
  const status = bucket.versioning === undefined ? [] : [leaf('Status', bucket.versioning)];
  return xmlReply(s3Document('VersioningConfiguration', ...status));
};

const removeBucket = (buckets: Map<string, Bucket>, name: string, bucket: Bucket): WireReply => {
  for (const _ of bucket.versionsAfter('', undefined)) {
    throw new Refusal(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty');
  }
  buckets.delete(name);
  return { status: 204 };
};

const deleteObjects = (bucket: Bucket, body: string): string => {
  const { objects, quiet } = parseDelete(body);
  const deleted = objects.map(({ key, versionId }) => {
    bucket.remove(key, versionId);
    return element(
      'Deleted',
      leaf('Key', key),
      ...(versionId ? [leaf('VersionId', versionId)] : []),
    );
  });
  return s3Document('DeleteResult', ...(quiet ? [] : deleted));
};

const onObject = async (
  bucket: Bucket,
  name: string,
  key: string,
  request: WireRequest,
): Promise<WireReply> => {
  const { method, query, headers, body } = request;
  if (query.has('uploads') || query.has('uploadId')) return onUpload(bucket, name, key, request);
  const versionId = query.get('versionId') ?? undefined;
  switch (method) {
    case 'GET':
    case 'HEAD': {
      const version = bucket.get(key, versionId);
      if (version === undefined) throw noSuchKey();
      return { status: 200, headers: headersOf(version), body: version.body };
    }
    case 'PUT': {
      if (headers['if-none-match'] === '*' && bucket.get(key)) {
        throw new Refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions failed');
      }
      const match = headers['if-match'];
      if (match !== undefined) {
        const there = bucket.get(key);
        if (there === undefined) throw noSuchKey();
        if (etagOf(there.body) !== match) {
          throw new Refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions failed');
        }
      }
      const type = headers['content-type'] ?? 'application/octet-stream';
      return { status: 200, headers: headersOf(bucket.put(key, body, type)) };
    }
    case 'DELETE': {
      const removed = bucket.remove(key, versionId);
      const markers = removed.isMarker ? { 'x-amz-delete-marker': 'true' } : {};
      const ids = removed.versionId ? { 'x-amz-version-id': removed.versionId } : {};
      return { status: 204, headers: { ...markers, ...ids } };
    }
    default:
      throw notImplemented(`${method} on an object`);
  }
};

const headersOf = ({ body, contentType, lastModified, versionId }: StoredVersion) => ({
  'content-type': contentType,
  etag: etagOf(body),
  'last-modified': lastModified.toUTCString(),
  ...(versionId === 'null' ? {} : { 'x-amz-version-id': versionId }),
});
