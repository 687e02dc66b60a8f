import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type EmbeddedStoreOptions,
  openEmbeddedStore,
} from '../../../src/local/store/embedded-store.ts';
import { testClock } from './store-values.ts';

/** A new directory that goes with the test. */
export const temporaryDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'fibimg-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

export const openTestStore = (dir: string, options: Partial<EmbeddedStoreOptions> = {}) => {
  return openEmbeddedStore(dir, { clock: testClock, note: () => {}, ...options });
};

export const collect = async <T>(iterable: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const each of iterable) all.push(each);
  return all;
};
