import { Refusal } from '../../../../src/local/wire/refusal.ts';
import { element, leaf, s3Document } from './s3-document.ts';

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly lastModified: Date;
  readonly etag?: string;
}

/** The objects after a key (all of them after the empty one), in the order of their keys. */
type ObjectsAfter = (key: string) => Iterable<ListedObject> | AsyncIterable<ListedObject>;

const largestPage = 1000;

/** One page of ListObjectsV2: prefix, delimiter, start-after, continuation-token, max-keys and encoding-type. */
export const listObjectsV2 = async (
  bucket: string,
  query: URLSearchParams,
  objectsAfter: ObjectsAfter,
  pageSize = largestPage,
): Promise<string> => {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = Math.min(readMaxKeys(query), pageSize);
  const page = await collect(objectsAfter(startOf(query)), { prefix, delimiter, maxKeys });
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;
  return s3Document(
    'ListBucketResult',
    leaf('Name', bucket),
    leaf('Prefix', encode(prefix)),
    ...(delimiter === '' ? [] : [leaf('Delimiter', encode(delimiter))]),
    ...(query.has('encoding-type') ? [leaf('EncodingType', 'url')] : []),
    leaf('MaxKeys', maxKeys),
    leaf('KeyCount', page.objects.length + page.prefixes.size),
    leaf('IsTruncated', page.next !== undefined),
    ...(page.next === undefined ? [] : [leaf('NextContinuationToken', tokenOf(page.next))]),
    ...page.objects.map((object) => contents(object, encode)),
    ...[...page.prefixes].map((each) => element('CommonPrefixes', leaf('Prefix', encode(each)))),
  );
};

const tokenOf = (key: string): string => Buffer.from(key).toString('base64url');

const startOf = (query: URLSearchParams): string => {
  const token = query.get('continuation-token');
  return token === null
    ? (query.get('start-after') ?? '')
    : Buffer.from(token, 'base64url').toString();
};

export const readMaxKeys = (query: URLSearchParams): number => {
  const text = query.get('max-keys') ?? String(largestPage);
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), largestPage);
  throw new Refusal(400, 'InvalidArgument', 'Provided max-keys not an integer or within range');
};

interface Wanted {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
}

interface Page {
  readonly objects: ListedObject[];
  readonly prefixes: Set<string>;
  /** The last key that this page covers, when there are more. */
  readonly next: string | undefined;
}

const collect = async (
  listed: Iterable<ListedObject> | AsyncIterable<ListedObject>,
  { prefix, delimiter, maxKeys }: Wanted,
): Promise<Page> => {
  const objects: ListedObject[] = [];
  const prefixes = new Set<string>();
  let last = '';
  if (maxKeys === 0) return { objects, prefixes, next: undefined };
  for await (const object of listed) {
    if (!object.key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const common = cut < 0 ? undefined : object.key.slice(0, cut + delimiter.length);
    const isNew = common === undefined || !prefixes.has(common);
    if (isNew && objects.length + prefixes.size === maxKeys)
      return { objects, prefixes, next: last };
    if (common === undefined) objects.push(object);
    else prefixes.add(common);
    last = object.key;
  }
  return { objects, prefixes, next: undefined };
};

const contents = (object: ListedObject, encode: (text: string) => string): string =>
  element(
    'Contents',
    leaf('Key', encode(object.key)),
    leaf('LastModified', object.lastModified.toISOString()),
    ...(object.etag === undefined ? [] : [leaf('ETag', object.etag)]),
    leaf('Size', object.bytes),
    leaf('StorageClass', 'STANDARD'),
  );
