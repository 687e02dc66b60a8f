import { createHash } from 'node:crypto';
import { isEventKey } from '../../core/events/thumbnail-keys.ts';
import type { EventFiles } from '../store/event-files.ts';
import { createTurns } from './in-turn.ts';
import { Refusal } from './refusal.ts';
import { noSuchKey, notImplemented } from './s3-request.ts';
import type { WireReply, WireRequest } from './wire-http.ts';

/** An object that has come to the bucket by the wire. */
export interface TakenUpload {
  readonly key: string;
  readonly bytes: number;
  /** Without its quotes. */
  readonly eTag: string;
}

/**
 * The S3 calls of events: uploads and thumbnails, read and written, if need be over a certain object alone. Gives
 * undefined for any other key.
 *
 * @param onWritten hears of each object that is there now, before the writer does.
 */
export const createEventObjects = (
  files: EventFiles,
  onWritten?: (object: TakenUpload) => void,
) => {
  const inTurn = createTurns();
  return async (
    key: string,
    { method, headers, body }: WireRequest,
  ): Promise<WireReply | undefined> => {
    if (!isEventKey(key)) return undefined;
    if (method === 'GET') {
      const found = await files.readObject(key);
      if (found === undefined) throw noSuchKey();
      return {
        status: 200,
        headers: { etag: eTagOf(found), 'content-type': typeOf(key) },
        body: found,
      };
    }
    if (method !== 'PUT') throw notImplemented(`${method} on an object`);
    return inTurn(key, async () => {
      const { 'if-none-match': none, 'if-match': match } = headers;
      if (none !== undefined || match !== undefined) {
        const there = await files.readObject(key);
        if (match !== undefined && there === undefined) throw noSuchKey();
        const holds = match === undefined ? there === undefined : there && eTagOf(there) === match;
        if (!holds) throw preconditionFailed();
      }
      await files.writeObject(key, body);
      const etag = eTagOf(body);
      onWritten?.({ key, bytes: body.length, eTag: etag.slice(1, -1) });
      return { status: 200, headers: { etag } };
    });
  };
};

const preconditionFailed = (): Refusal =>
  new Refusal(
    412,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
  );

const eTagOf = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

const typeOf = (key: string): string => {
  const ending = key.slice(key.lastIndexOf('.') + 1).toLowerCase();
  return ending === 'png' || ending === 'webp' ? `image/${ending}` : 'image/jpeg';
};
