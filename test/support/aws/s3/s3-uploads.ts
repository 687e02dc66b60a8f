import { Refusal } from '../../../../src/local/wire/refusal.ts';
import { notImplemented, xmlReply } from '../../../../src/local/wire/s3-request.ts';
import type { WireReply, WireRequest } from '../../../../src/local/wire/wire-http.ts';
import { etagOf } from './etag.ts';
import type { Bucket } from './s3-bucket.ts';
import { leaf, s3Document } from './s3-document.ts';

let uploadsMade = 0;

/** CreateMultipartUpload, UploadPart and AbortMultipartUpload: what it takes to leave one unfinished. */
export const onUpload = async (
  { uploads }: Bucket,
  name: string,
  key: string,
  { method, query, body }: WireRequest,
): Promise<WireReply> => {
  if (method === 'POST' && query.has('uploads')) {
    const uploadId = `upload-${String(++uploadsMade).padStart(6, '0')}`;
    uploads.set(uploadId, { key, parts: new Map() });
    const fields = [leaf('Bucket', name), leaf('Key', key), leaf('UploadId', uploadId)];
    return xmlReply(s3Document('InitiateMultipartUploadResult', ...fields));
  }
  const uploadId = query.get('uploadId') ?? '';
  const upload = uploads.get(uploadId);
  if (upload === undefined) {
    throw new Refusal(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');
  }
  if (method === 'PUT') {
    upload.parts.set(Number(query.get('partNumber')), body);
    return { status: 200, headers: { etag: etagOf(body) } };
  }
  if (method !== 'DELETE') throw notImplemented(`${method} on an upload`);
  uploads.delete(uploadId);
  return { status: 204 };
};
