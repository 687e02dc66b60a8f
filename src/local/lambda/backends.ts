import { randomBytes } from 'node:crypto';
import { FibimgError } from '../../core/error.ts';
import { localResources } from '../../core/service/local-context.ts';
import type { ImageOrigin, ImageStore, MetadataRepository, Rng } from '../../core/service/ports.ts';
import type { EventFiles } from '../store/event-files.ts';
import type { Removable } from '../store/removable.ts';
import type { TakenUpload } from '../wire/event-objects.ts';
import { startWireServer } from '../wire/start-wire-server.ts';
import { startImageOrigin } from './image-origin.ts';

interface LocalStore {
  readonly metadata: MetadataRepository & Removable;
  readonly images: ImageStore & Removable;
  readonly events?: EventFiles;
}

export interface BackendOptions {
  /** Shown to the function as S3 and DynamoDB. Without one, `variables` say where its bucket and table are. */
  readonly store?: LocalStore;
  /** What the built-in image origin serves. */
  readonly origin: ImageOrigin;
  readonly originLatencyMs?: number;
  readonly originFailureRate?: number;
  /** Draws the origin's failures; `rng` by default. */
  readonly originRng?: Rng;
  readonly rng: Rng;
  /** Hears of each upload and thumbnail that came by S3's wire. */
  readonly onWritten?: (object: TakenUpload) => void;
}

/** What the function finds around itself: the store behind S3's and DynamoDB's wire, and an image origin. */
export const startBackends = async (options: BackendOptions) => {
  const images = await startImageOrigin(options.origin, {
    latencyMs: options.originLatencyMs ?? 0,
    failureRate: options.originFailureRate ?? 0,
    rng: options.originRng ?? options.rng,
  });
  const credentials = {
    accessKeyId: 'local',
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  const { store, onWritten } = options;
  const wire =
    store &&
    (await startWireServer({ store, credentials, ...names, ...(onWritten && { onWritten }) }));
  return {
    wire: wire && { url: wire.url, ...credentials },
    variables: {
      FIBIMG_ORIGIN_URL: images.url,
      ...(wire && {
        BucketName: names.bucket,
        TableName: names.table,
        AWS_ENDPOINT_URL: wire.url,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      }),
    },
    close: async () => {
      await Promise.all([wire?.close(), images.close()]);
    },
  };
};

const { bucket, table } = localResources;
const names = { bucket, table } as const;

export const emptyStore = async (store: LocalStore | undefined): Promise<void> => {
  if (store === undefined) {
    throw new FibimgError('refused', 'the store of a deployed stack is not emptied from here', {
      hint: 'fibimg purge empties a stack',
    });
  }
  const { metadata, images } = store;
  const sizes = new Set<number>();
  for await (const pixels of metadata.list()) sizes.add(pixels);
  for await (const { pixels } of images.list()) sizes.add(pixels);
  await metadata.remove([...sizes]);
  await images.remove([...sizes]);
};
