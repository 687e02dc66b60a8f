import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { kill, pid } from 'node:process';
import { codeOf } from '../../core/error.ts';

/**
 * A name for something temporary that says which process made it, so that what a killed process leaves can be told
 * from work in flight.
 */
export const markedName = (maker: number = pid): string =>
  `${processSpace()}-${maker}-${randomUUID()}`;

type Maker = 'alive' | 'gone' | 'unknown';

/** Whether the process that made a `markedName` still runs; unknown for other names and other machines. */
export const makerOf = (name: string): Maker => {
  const [, space, maker] = /^([0-9a-f]{12})-(\d+)-/.exec(name) ?? [];
  if (space !== processSpace()) return 'unknown';
  try {
    kill(Number(maker), 0);
    return 'alive';
  } catch (error) {
    return codeOf(error) === 'ESRCH' ? 'gone' : 'alive';
  }
};

/** Where a process id means one process: this machine since it started, and this container. */
const processSpace = (): string => {
  space ??= createHash('sha256')
    .update(JSON.stringify([hostname(), bootId(), processNamespace()]))
    .digest('hex')
    .slice(0, 12);
  return space;
};
let space: string | undefined;

const orNothing = (read: () => string): string => {
  try {
    return read();
  } catch {
    return '';
  }
};
const bootId = (): string =>
  orNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
const processNamespace = (): string => orNothing(() => readlinkSync('/proc/self/ns/pid'));
