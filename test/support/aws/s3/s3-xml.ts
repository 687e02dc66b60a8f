import { Refusal } from '../../../../src/local/wire/refusal.ts';
import type { Bucket, ListedVersion } from './s3-bucket.ts';
import { element, leaf, s3Document } from './s3-document.ts';
import { readMaxKeys } from './s3-listing.ts';

const encoder = (query: URLSearchParams) =>
  query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;

const encoding = (query: URLSearchParams) =>
  query.has('encoding-type') ? [leaf('EncodingType', 'url')] : [];

/** One page of ListObjectVersions. */
export const listVersions = (
  name: string,
  query: URLSearchParams,
  bucket: Bucket,
  pageSize: number,
): string => {
  const prefix = query.get('prefix') ?? '';
  const encode = encoder(query);
  const maxKeys = Math.min(readMaxKeys(query), pageSize);
  const from = bucket.versionsAfter(
    query.get('key-marker') ?? '',
    query.get('version-id-marker') ?? undefined,
  );
  const page: ListedVersion[] = [];
  let isTruncated = false;
  for (const version of from) {
    if (!version.key.startsWith(prefix)) continue;
    isTruncated = page.length === maxKeys;
    if (isTruncated) break;
    page.push(version);
  }
  const last = isTruncated ? page.at(-1) : undefined;
  return s3Document(
    'ListVersionsResult',
    leaf('Name', name),
    leaf('Prefix', encode(prefix)),
    ...encoding(query),
    leaf('MaxKeys', maxKeys),
    leaf('IsTruncated', isTruncated),
    ...(last === undefined
      ? []
      : [leaf('NextKeyMarker', encode(last.key)), leaf('NextVersionIdMarker', last.versionId)]),
    ...page.map((version) => versionElement(version, encode)),
  );
};

const versionElement = (version: ListedVersion, encode: (text: string) => string): string =>
  element(
    version.isMarker ? 'DeleteMarker' : 'Version',
    leaf('Key', encode(version.key)),
    leaf('VersionId', version.versionId),
    leaf('IsLatest', version.isLatest),
    leaf('LastModified', version.lastModified.toISOString()),
    ...(version.isMarker ? [] : [leaf('Size', version.bytes), leaf('ETag', version.etag ?? '')]),
  );

/** One page of ListMultipartUploads. */
export const listUploads = (
  name: string,
  query: URLSearchParams,
  bucket: Bucket,
  pageSize: number,
): string => {
  const encode = encoder(query);
  const prefix = query.get('prefix') ?? '';
  const marker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const rest = [...bucket.uploads]
    .map(([uploadId, { key }]) => ({ uploadId, key }))
    .filter(({ key }) => key.startsWith(prefix))
    .filter(({ key, uploadId }) => key > marker || (key === marker && uploadId > idMarker))
    .sort((one, other) => (one.key + one.uploadId < other.key + other.uploadId ? -1 : 1));
  const page = rest.slice(0, Math.min(Number(query.get('max-uploads') ?? 1000), pageSize));
  const last = page.length < rest.length ? page.at(-1) : undefined;
  return s3Document(
    'ListMultipartUploadsResult',
    leaf('Bucket', name),
    ...encoding(query),
    leaf('IsTruncated', last !== undefined),
    ...(last === undefined
      ? []
      : [leaf('NextKeyMarker', encode(last.key)), leaf('NextUploadIdMarker', last.uploadId)]),
    ...page.map(({ key, uploadId }) =>
      element('Upload', leaf('Key', encode(key)), leaf('UploadId', uploadId)),
    ),
  );
};

interface DeleteRequest {
  readonly quiet: boolean;
  readonly objects: readonly { readonly key: string; readonly versionId: string | undefined }[];
}

/** The body of DeleteObjects. */
export const parseDelete = (body: string): DeleteRequest => {
  const objects = [...body.matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, inner = '']) => ({
    key: textOf(inner, 'Key') ?? '',
    versionId: textOf(inner, 'VersionId'),
  }));
  if (objects.length === 0 || objects.length > 1000) {
    throw new Refusal(400, 'MalformedXML', 'The XML you provided was not well-formed.');
  }
  return { objects, quiet: textOf(body, 'Quiet') === 'true' };
};

const entities = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
]);

const textOf = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>(.*?)</${name}>`, 's')
    .exec(xml)?.[1]
    ?.replace(/&(amp|lt|gt|quot|apos);/g, (entity) => entities.get(entity) ?? entity)
    .replace(/&#(x?)([0-9a-f]+);/gi, (_, hex: string, digits: string) =>
      String.fromCodePoint(Number.parseInt(digits, hex ? 16 : 10)),
    );
