import { readFileSync } from 'node:fs';
import { FibimgError } from '../../core/error.ts';
import { isMissing, storageError } from './storage-error.ts';

/**
 * lmdb maps its file into memory and trusts it: a file cut short or overwritten ends the process with a signal.
 * So the file is walked before it is opened: both meta pages, and every page that the newest of them leads to.
 * Layout: lmdb.h and mdb.c of lmdb-js 3.5 (page header 24 bytes, data version 2).
 */
export const checkTableFile = (path: string): void => {
  for (let attempt = 1; ; attempt += 1) {
    const bytes = readTable(path);
    if (bytes === undefined || bytes.length === 0) return;
    const problem = problemIn(bytes);
    if (problem === undefined) return;
    // Another process may have committed while the file was being read; then it looks different the next time.
    if (attempt === 3) throw corruptTable(path, problem);
  }
};

export const corruptTable = (path: string, why: string, cause?: unknown): FibimgError =>
  new FibimgError('corrupt', `the table ${path} is damaged`, {
    why,
    hint: `move ${path} away: images are then fetched again as they are asked for`,
    cause,
  });

const readTable = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw storageError(`the table ${path} could not be read`, error);
  }
};

const headerBytes = 24;
const magic = 0xbeefc0de;
const noPage = 0xffffffffffffffffn;
/** From the start of the file; the main database's record follows the free list's. */
const at = { magic: 24, version: 28, pageSize: 48, freeRoot: 88, mainRoot: 136, txnId: 152 };
const pageFlag = { branch: 0x01, leaf: 0x02, overflow: 0x04 };

interface Walk {
  readonly bytes: Buffer;
  readonly pageSize: number;
  /** Pages seen so far: more than the file holds means a circle. */
  seen: number;
}

const problemIn = (bytes: Buffer): string | undefined => {
  if (bytes.length < at.txnId + 8) return `it is cut short after ${bytes.length} bytes`;
  const pageSize = bytes.readUInt32LE(at.pageSize);
  if (bytes.readUInt32LE(at.magic) !== magic) return 'it does not begin as an lmdb file does';
  if (pageSize < 512 || pageSize > 65536 || bytes.length < 2 * pageSize) {
    return 'its first page is damaged';
  }
  if (bytes.readUInt32LE(pageSize + at.magic) !== magic) return 'its second page is damaged';
  const newest =
    bytes.readBigUInt64LE(at.txnId) > bytes.readBigUInt64LE(pageSize + at.txnId) ? 0 : pageSize;
  const walk = { bytes, pageSize, seen: 0 };
  for (const root of [at.freeRoot, at.mainRoot]) {
    const page = bytes.readBigUInt64LE(newest + root);
    if (page !== noPage && !isSound(walk, page))
      return 'a page that it refers to is missing or damaged';
  }
  return undefined;
};

/** Whether a page and all below it lie within the file and are what they should be. */
const isSound = (walk: Walk, page: bigint): boolean => {
  const { bytes, pageSize } = walk;
  const start = Number(page) * pageSize;
  walk.seen += 1;
  if (start + pageSize > bytes.length || walk.seen > bytes.length / pageSize) return false;
  if (bytes.readBigUInt64LE(start) !== page) return false;
  const flags = bytes.readUInt16LE(start + 18);
  if (flags !== pageFlag.branch && flags !== pageFlag.leaf) return false;
  const content = bytes.subarray(start + headerBytes, start + pageSize);
  const lower = bytes.readUInt16LE(start + 20);
  if (lower > bytes.readUInt16LE(start + 22) || lower > content.length) return false;
  for (let pointer = 0; pointer < lower; pointer += 2) {
    if (!isSoundNode(walk, content, content.readUInt16LE(pointer), flags)) return false;
  }
  return true;
};

const isSoundNode = (walk: Walk, content: Buffer, node: number, flags: number): boolean => {
  if (node + 8 > content.length) return false;
  const low = content.readUInt32LE(node);
  const high = content.readUInt16LE(node + 4);
  const dataAt = node + 8 + content.readUInt16LE(node + 6);
  if (flags === pageFlag.branch) {
    return dataAt <= content.length && isSound(walk, BigInt(low) + (BigInt(high) << 32n));
  }
  const isOverflow = (high & 0x01) !== 0;
  if (!isOverflow) return dataAt + low <= content.length;
  return dataAt + 24 <= content.length && isInFile(walk, content.subarray(dataAt));
};

/** A value too large for a leaf lies on pages of its own. */
const isInFile = ({ bytes, pageSize }: Walk, record: Buffer): boolean => {
  const first = Number(record.readBigUInt64LE(0));
  const pages = Number(record.readBigUInt64LE(16));
  return (first + pages) * pageSize <= bytes.length;
};
