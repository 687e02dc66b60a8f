import { FibimgError } from '../error.ts';
import { imageKey } from '../service/keys.ts';
import { encodeMetadata, type Metadata } from '../service/metadata.ts';
import type { ImageStore, MetadataRepository } from '../service/ports.ts';
import { inspectStored } from '../service/stored-image.ts';

interface Halves {
  readonly metadata: Pick<MetadataRepository, 'find'>;
  readonly images: Pick<ImageStore, 'findMetadata' | 'readImage'>;
}

/** How the three parts of one stored image fit together. */
type ImageState =
  | { readonly state: 'good' | 'absent' }
  | { readonly state: 'broken'; readonly why: string };

/** Checks an image's bytes, metadata document and item against each other. */
export const verifyImage = async (
  { metadata, images }: Halves,
  pixels: number,
  signal?: AbortSignal,
): Promise<ImageState> => {
  const [item, document, bytes] = await Promise.all([
    readable(() => metadata.find(pixels, signal)),
    readable(() => images.findMetadata(pixels, signal)),
    images.readImage(pixels, signal),
  ]);
  if (item === undefined && document === undefined && bytes === undefined) {
    return { state: 'absent' };
  }
  const stored = inspectStored(bytes, pixels);
  const why =
    (stored.state === 'good' ? undefined : stored.what) ??
    problemOf('item', item) ??
    problemOf('metadata document', document) ??
    mismatch(item, document, pixels);
  return why === undefined ? { state: 'good' } : { state: 'broken', why };
};

type Read = Metadata | FibimgError | undefined;

const readable = async (read: () => Promise<Metadata | undefined>): Promise<Read> => {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof FibimgError && thrown.kind === 'corrupt') return thrown;
    throw thrown;
  }
};

const problemOf = (part: string, read: Read): string | undefined => {
  if (read === undefined) return `the ${part} is missing`;
  return read instanceof FibimgError ? `${read.message}: ${read.why}` : undefined;
};

const mismatch = (item: Read, document: Read, pixels: number): string | undefined => {
  if (item === undefined || item instanceof FibimgError) return undefined;
  if (document === undefined || document instanceof FibimgError) return undefined;
  if (encodeMetadata(item) !== encodeMetadata(document)) {
    return 'the item and the metadata document differ';
  }
  return document.imageLocation === imageKey(pixels)
    ? undefined
    : `its metadata names ${document.imageLocation}`;
};
