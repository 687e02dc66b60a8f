import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A self-signed certificate, made anew, as PEM; that for localhost holds for 127.0.0.1 as well. */
export const createCertificate = (
  host = 'localhost',
): { readonly key: string; readonly cert: string } => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(
    der(0xa0, integer(2)),
    der(0x02, createHash('sha256').update(spki).digest().subarray(0, 8).fill(1, 0, 1)),
    ecdsaWithSha256,
    nameOf(host),
    sequence(utcTime(-1), utcTime(1)),
    nameOf(host),
    spki,
    der(
      0xa3,
      sequence(extension(subjectAltName, alternatives(host)), extension(basicConstraints, ca)),
    ),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
};

/** One value in DER (X.690): tag, length, contents. */
const der = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};

const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents);
const integer = (value: number): Buffer => der(0x02, Buffer.from([value]));
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const utcTime = (days: number): Buffer => {
  const text = new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, '');
  return der(0x17, Buffer.from(`${text.slice(2, 14)}Z`));
};
const extension = (name: Buffer, value: Buffer): Buffer => sequence(name, der(0x04, value));

/** 1.2.840.10045.4.3.2 */
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
/** 2.5.4.3, commonName */
const nameOf = (host: string): Buffer =>
  sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(host)))));
/** 2.5.29.17 */
const subjectAltName = oid('551d11');
const alternatives = (host: string): Buffer => {
  const loopback = host === 'localhost' ? [der(0x87, Buffer.from([127, 0, 0, 1]))] : [];
  return sequence(der(0x82, Buffer.from(host)), ...loopback);
};
/** 2.5.29.19 */
const basicConstraints = oid('551d13');
const ca = sequence(der(0x01, Buffer.from([0xff])));
