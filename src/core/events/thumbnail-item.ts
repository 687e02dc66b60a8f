import { FibimgError } from '../error.ts';
import { isObject, type JsonObject } from '../json.ts';
import { orderOfSequencer } from './sequencer.ts';

/** What became of an upload. */
export interface Thumbnail {
  /** Of the upload. */
  readonly key: string;
  /** Of the event, which decides the order. */
  readonly sequencer: string;
  /** The version of the upload that was read, where its bucket keeps any. */
  readonly sourceVersion?: string | undefined;
  /** UTC, `YYYY-MM-DD HH:MM:SS`. */
  readonly created: string;
  /** Of the invocation. */
  readonly requestId: string;
  readonly start: 'cold' | 'warm';
  readonly environment: string;
  readonly result: MadeThumbnail | NoThumbnail;
}

/** An image's type and sizes. */
export interface ImageFacts {
  readonly type: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

interface MadeThumbnail {
  readonly state: 'made';
  readonly source: ImageFacts;
  /** Its key in the bucket. */
  readonly location: string;
  readonly thumbnail: ImageFacts;
}

interface NoThumbnail {
  readonly state: 'refused';
  readonly why: string;
}

export const thumbnailPartition = 'THUMBNAIL';

/** The primary key of the item of an upload. */
export const thumbnailItemKey = (key: string) => ({
  PK: { S: thumbnailPartition },
  SK: { S: key },
});

/** Lets an item be written only over an older one; what is compared is made by `newerValues`. */
export const newerCondition = 'attribute_not_exists(PK) OR sequencerOrder < :order';

export const newerValues = (sequencer: string) => ({
  ':order': { S: orderOfSequencer(sequencer) ?? '' },
});

type Attribute = { readonly S: string } | { readonly N: string };

/** DynamoDB's form of it. */
export const encodeThumbnail = (item: Thumbnail): Readonly<Record<string, Attribute>> => {
  const { key, sequencer, sourceVersion, created, requestId, start, environment, result } = item;
  const text = (value: string): Attribute => ({ S: value });
  const shared = {
    ...thumbnailItemKey(key),
    state: text(result.state),
    sequencer: text(sequencer),
    sequencerOrder: text(orderOfSequencer(sequencer) ?? ''),
    ...(sourceVersion && { sourceVersion: text(sourceVersion) }),
    created: text(created),
    requestId: text(requestId),
    start: text(start),
    environment: text(environment),
  };
  if (result.state === 'refused') return { ...shared, why: text(result.why) };
  return {
    ...shared,
    ...factsAs('source', result.source),
    location: text(result.location),
    ...factsAs('thumbnail', result.thumbnail),
  };
};

const factsAs = (name: string, { type, bytes, width, height }: ImageFacts) => ({
  [`${name}Type`]: { S: type },
  [`${name}Bytes`]: { N: String(bytes) },
  [`${name}Width`]: { N: String(width) },
  [`${name}Height`]: { N: String(height) },
});

/** Reads such an item; attributes it does not know are ignored. Anything else is a `corrupt` error. */
export const decodeThumbnail = (item: JsonObject): Thumbnail => {
  const read = (name: string, type: 'S' | 'N'): string | undefined => {
    const attribute = item[name];
    const value = isObject(attribute) ? attribute[type] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const where = `item ${thumbnailPartition} ${read('SK', 'S') ?? ''}`;
  const require = (name: string, type: 'S' | 'N' = 'S'): string => {
    const value = read(name, type);
    if (value !== undefined) return value;
    throw new FibimgError('corrupt', `${where} cannot be read`, {
      why: `its attribute ${JSON.stringify(name)} is missing or of another type`,
    });
  };
  const factsOf = (name: string): ImageFacts => ({
    type: require(`${name}Type`),
    bytes: Number(require(`${name}Bytes`, 'N')),
    width: Number(require(`${name}Width`, 'N')),
    height: Number(require(`${name}Height`, 'N')),
  });
  const sourceVersion = read('sourceVersion', 'S');
  return {
    key: require('SK'),
    sequencer: require('sequencer'),
    ...(sourceVersion !== undefined && { sourceVersion }),
    created: require('created'),
    requestId: require('requestId'),
    start: require('start') === 'cold' ? 'cold' : 'warm',
    environment: require('environment'),
    result:
      require('state') === 'made'
        ? {
            state: 'made',
            source: factsOf('source'),
            location: require('location'),
            thumbnail: factsOf('thumbnail'),
          }
        : { state: 'refused', why: require('why') },
  };
};
