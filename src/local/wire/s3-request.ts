import { Refusal, toRefusal } from './refusal.ts';
import type { WireReply, WireRequest } from './wire-http.ts';
import { leaf } from './xml.ts';

/** What a path-style request is about; an empty key means the bucket itself. */
interface S3Resource {
  readonly bucket: string;
  readonly key: string;
}

export const resourceOf = ({ path }: WireRequest): S3Resource => {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  try {
    return { bucket, key: decodeURIComponent(key) };
  } catch {
    throw new Refusal(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
};

export const noSuchKey = (): Refusal =>
  new Refusal(404, 'NoSuchKey', 'The specified key does not exist.');

export const noSuchBucket = (): Refusal =>
  new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist');

export const notImplemented = (what: string): Refusal =>
  new Refusal(501, 'NotImplemented', `${what} is not implemented here.`);

export const xmlReply = (body: string, status = 200): WireReply => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body,
});

/** An S3 error as SDKs read it. */
export const s3Failure = (thrown: unknown, { path }: WireRequest): WireReply => {
  const { status, code, message } = toRefusal(thrown, 'InternalError');
  const fields = leaf('Code', code) + leaf('Message', message) + leaf('Resource', path);
  return xmlReply(`<?xml version="1.0" encoding="UTF-8"?>\n<Error>${fields}</Error>`, status);
};
