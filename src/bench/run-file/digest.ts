import { createHash } from 'node:crypto';
import type { BenchDocument } from '../record/document.ts';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256, in hexadecimal, of all of a document but its digest. */
export const digestOf = (document: BenchDocument): string => {
  const { digest: _, ...content } = document;
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
};

/** The document with the digest by which a change is found. */
export const sealed = (document: BenchDocument): BenchDocument => ({
  ...document,
  digest: digestOf(document),
});

/** As it is saved: readable by whatever reads JSON, and of one spelling, so that any other byte is seen. */
export const runText = (document: BenchDocument): string => `${JSON.stringify(document)}\n`;

/** SHA-256, in hexadecimal, over each body's length in decimal, a colon, and its bytes. */
export const digestOfBodies = (bodies: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const body of bodies) hash.update(`${body.length}:`).update(body);
  return hash.digest('hex');
};
