import { FibimgError } from '../error.ts';
import { isObject, membersOf, parseJson } from '../json.ts';
import { excerpt } from './excerpt.ts';

/** What the service knows of one stored image. Header values are arrays, as the original keeps them. */
export interface Metadata {
  /** The URL asked for. */
  readonly originalUrl: string;
  /** The URL that answered after redirects. */
  readonly redirectedUrl: string;
  /** The key of the bytes in the bucket. */
  readonly imageLocation: string;
  readonly contentDisposition: readonly string[] | null;
  readonly contentType: readonly string[] | null;
  /** UTC, `YYYY-MM-DD HH:MM:SS`. */
  readonly created: string;
}

/** The contract's keys in the contract's order. */
export const metadataKeys = [
  'originalUrl',
  'redirectedUrl',
  'imageLocation',
  'contentDisposition',
  'contentType',
  'created',
] as const satisfies readonly (keyof Metadata)[];

/** The metadata document, keys in the contract's order. */
export const encodeMetadata = (metadata: Metadata): string =>
  JSON.stringify(Object.fromEntries(metadataKeys.map((key) => [key, metadata[key]])));

/**
 * Reads a metadata document of ours or of the original's; keys it does not know are ignored.
 *
 * @param where names the document in the `corrupt` error that anything else is.
 */
export const decodeMetadata = (text: string, where: string): Metadata => {
  const problem = (why: string): FibimgError =>
    new FibimgError('corrupt', `the metadata in ${where} cannot be read`, {
      why,
      hint: removalHint(where, excerpt(text)),
    });
  const json = parseJson(text);
  if (json === undefined) throw problem('it is not JSON');
  if (!isObject(json)) throw problem('it is not a JSON object');
  const fields = membersOf(json);
  const string = (key: string): string => {
    const value = fields.get(key);
    if (typeof value !== 'string') throw problem(`${key} is ${kindOf(value)}, not a string`);
    return value;
  };
  const strings = (key: string): readonly string[] | null => {
    const value = fields.get(key) ?? null;
    if (value === null || isStrings(value)) return value;
    throw problem(`${key} is ${kindOf(value)}, not an array of strings`);
  };
  return {
    originalUrl: string('originalUrl'),
    redirectedUrl: string('redirectedUrl'),
    imageLocation: string('imageLocation'),
    contentDisposition: strings('contentDisposition'),
    contentType: strings('contentType'),
    created: string('created'),
  };
};

/** What to do with something unreadable: nobody is to remove what they have not been told of. */
export const removalHint = (where: string, holds: string): string =>
  `it is ${holds}; unless somebody needs that, remove ${where} and get the image again: it will be fetched anew`;

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'string');

const kindOf = (value: unknown): string => {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
};
