import type { ImageStore, MetadataRepository } from '../../core/service/ports.ts';
import type { EventFiles } from '../store/event-files.ts';
import { createDynamoDb, dynamoDbFailure, isDynamoDb } from './dynamodb.ts';
import { createEventObjects, type TakenUpload } from './event-objects.ts';
import { createS3 } from './s3.ts';
import { s3Failure } from './s3-request.ts';
import { createSignatureCheck, type WireCredentials } from './signature.ts';
import { startWireHttp, type WireServer } from './wire-http.ts';

interface WireServerOptions {
  readonly store: {
    readonly metadata: MetadataRepository;
    readonly images: ImageStore;
    /** Without it there are neither uploads nor thumbnails nor jobs. */
    readonly events?: EventFiles;
  };
  readonly bucket: string;
  readonly table: string;
  /** Those that requests must be signed with. */
  readonly credentials: WireCredentials;
  /** Hears of each upload and thumbnail, before its writer does. */
  readonly onWritten?: (object: TakenUpload) => void;
  /** A free one by default. */
  readonly port?: number;
}

/** Shows a store as the few S3 and DynamoDB calls that the deployed function makes, on loopback and on one port. */
export const startWireServer = ({
  store,
  bucket,
  table,
  credentials,
  onWritten,
  port = 0,
}: WireServerOptions): Promise<WireServer> => {
  const s3 = createS3(
    bucket,
    store.images,
    store.events && createEventObjects(store.events, onWritten),
  );
  const dynamoDb = createDynamoDb(table, store.metadata, store.events);
  const checkSignature = createSignatureCheck(credentials);
  return startWireHttp(
    async (request) => {
      checkSignature(request);
      return (isDynamoDb(request) ? dynamoDb : s3)(request);
    },
    (thrown, request) =>
      isDynamoDb(request) ? dynamoDbFailure(thrown) : s3Failure(thrown, request),
    port,
  );
};
