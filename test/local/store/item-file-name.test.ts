import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  itemFileName,
  keyAsName,
  keyOfName,
  sortKeyOfFile,
} from '../../../src/local/store/item-file-name.ts';
import { temporaryDir } from './store-fixture.ts';

/** DynamoDB's keys are well-formed Unicode, never empty. */
const key = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '#', '2', '3', '\0'), minLength: 1 }),
);

describe('the file name of a key', () => {
  it('reads well for the keys of the service', () => {
    expect([keyAsName('IMAGE'), itemFileName('PIXELS#500')]).toEqual(['IMAGE', 'PIXELS#500.json']);
  });

  it('gives the key back, for any key', () => {
    fc.assert(
      fc.property(key, (text) => {
        expect(keyOfName(keyAsName(text))).toBe(text);
        expect(sortKeyOfFile(itemFileName(text))).toBe(text);
      }),
    );
  });

  it('is one safe name: no separator, no dot, no control character', () => {
    fc.assert(
      fc.property(key, (text) => {
        expect(keyAsName(text)).toMatch(/^[\w\-!~'()#%]+$/);
      }),
    );
  });

  it('stands for no key where it is not what the key would be called', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const text = keyOfName(name);
        if (text !== undefined) expect(keyAsName(text)).toBe(name);
      }),
    );
    expect(['PIXELS%23500.json', 'PIXELS#500', 'PIXELS#%.json'].map(sortKeyOfFile)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is one on this disk, different for different keys', () => {
    const dir = temporaryDir();
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 20 }), (keys) => {
        const folder = join(dir, `${readdirSync(dir).length}`);
        mkdirSync(folder);
        for (const each of keys)
          writeFileSync(join(folder, itemFileName(each)), '', { flag: 'wx' });
        expect(readdirSync(folder).map(sortKeyOfFile).toSorted()).toEqual(keys.toSorted());
      }),
      { numRuns: 50 },
    );
  });
});
