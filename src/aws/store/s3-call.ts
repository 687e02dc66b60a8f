import type { S3Client } from '@aws-sdk/client-s3';
import { callAws } from '../client/call.ts';

export interface BucketOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Of one operation, the SDK's retries included. */
  readonly timeoutMs: number;
}

/** One operation on a bucket or in it, with our errors and its deadline. */
export const callS3 = <T>(
  { client, bucket, timeoutMs }: BucketOptions,
  operation: string,
  signal: AbortSignal | undefined,
  run: (client: S3Client, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> =>
  callAws(
    { service: 'S3', operation, resource: `bucket ${bucket}` },
    timeoutMs,
    signal,
    (abortSignal) => run(client, { abortSignal }),
  );

/** As `callS3`, but undefined where the server knows no such operation. */
export const callS3IfSupported = <T>(
  options: BucketOptions,
  operation: string,
  signal: AbortSignal | undefined,
  run: (client: S3Client, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<T | undefined> =>
  callS3(options, operation, signal, async (client, abort) => {
    try {
      return await run(client, abort);
    } catch (thrown) {
      if (isUnsupported(thrown)) return undefined;
      throw thrown;
    }
  });

/** How S3 servers refuse an operation that they lack, a document they cannot read, or a checksum other than Content-MD5. */
const isUnsupported = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  (/^(NotImplemented|MethodNotAllowed|MissingContentMD5|MalformedXML|InvalidDigest|MissingDigest)$/.test(
    thrown.name,
  ) ||
    /Content-MD5/i.test(thrown.message));
