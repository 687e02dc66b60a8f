import { FibimgError } from '../error.ts';
import { partitionKey, sortKey } from './keys.ts';
import {
  decodeMetadata,
  encodeMetadata,
  type Metadata,
  metadataKeys,
  removalHint,
} from './metadata.ts';

/** The primary key of one image's item. */
export const itemKey = (
  pixels: number,
): { readonly PK: { S: string }; readonly SK: { S: string } } => ({
  PK: { S: partitionKey },
  SK: { S: sortKey(pixels) },
});

/** One image's item: the metadata as JSON, and each of its keys once more as a string attribute. */
export const encodeItem = (
  pixels: number,
  metadata: Metadata,
): Record<string, { S: string } | { N: string }> => {
  const item: Record<string, { S: string } | { N: string }> = {
    ...itemKey(pixels),
    pixels: { N: String(pixels) },
    metadata: { S: encodeMetadata(metadata) },
  };
  for (const key of metadataKeys) {
    const value = metadata[key];
    if (value === null) continue;
    item[key] = { S: typeof value === 'string' ? value : JSON.stringify(value) };
  }
  return item;
};

/** Reads an item of ours or of the original's; attributes it does not know are ignored. */
export const decodeItem = (item: Readonly<Record<string, unknown>>, where: string): Metadata => {
  const attribute = item['metadata'];
  const text =
    typeof attribute === 'object' && attribute !== null && 'S' in attribute
      ? attribute.S
      : undefined;
  if (typeof text !== 'string') {
    throw new FibimgError('corrupt', `the metadata in ${where} cannot be read`, {
      why:
        attribute === undefined
          ? 'the item has no attribute "metadata"'
          : 'its attribute "metadata" is not a string',
      hint: removalHint(where, `an item of ${Object.keys(item).join(', ') || 'no attributes'}`),
    });
  }
  return decodeMetadata(text, where);
};
