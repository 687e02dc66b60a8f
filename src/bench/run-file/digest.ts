import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256, in hexadecimal, of all of a document but its digest. */
export const digestOf = (document: object): string => {
  const content = Object.entries(document).filter(([key]) => key !== 'digest');
  return createHash('sha256')
    .update(canonicalJson(Object.fromEntries(content)))
    .digest('hex');
};

/** The document with the digest by which a change is found. */
export const sealed = <T extends object>(document: T): T => ({
  ...document,
  digest: digestOf(document),
});

/** As it is saved: readable by whatever reads JSON, and of one spelling, so that any other byte is seen. */
export const runText = (document: object): string => `${JSON.stringify(document)}\n`;

/** SHA-256, in hexadecimal, over each body's length in decimal, a colon, and its bytes. */
export const digestOfBodies = (bodies: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const body of bodies) hash.update(`${body.length}:`).update(body);
  return hash.digest('hex');
};
