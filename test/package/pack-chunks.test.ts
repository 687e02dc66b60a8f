import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packChunks } from '../../scripts/pack-chunks.mjs';
import { temporaryFolder } from '../support/cli/run-fibimg.ts';

it('packs chunks into one file, in which each runs once, also for those outside that need it', async () => {
  const chunks = new Map([
    [
      'main.cjs',
      'exports.main=()=>[require("./a.cjs"),require("./later.cjs"),require("node:os").EOL];',
    ],
    ['a.cjs', '"use strict";exports.a=require("./b.cjs").b+1;'],
    ['b.cjs', 'globalThis.timesRun=(globalThis.timesRun??0)+1;exports.b=1;'],
    ['later.cjs', 'exports.later=require("./b.cjs");'],
    ['unused.cjs', 'exports.none=0;'],
  ]);
  const packed = packChunks(chunks, 'main.cjs', new Set(['main.cjs', 'a.cjs', 'b.cjs']));
  expect([...packed.keys()].toSorted()).toEqual([
    ...['b.cjs', 'later.cjs', 'main.cjs', 'unused.cjs'],
  ]);
  const folder = await temporaryFolder();
  for (const [name, code] of packed) await writeFile(join(folder, name), code);
  const { main } = createRequire(import.meta.url)(join(folder, 'main.cjs'));
  const [a, { later }, lineEnd] = main();
  expect([a, later, lineEnd]).toEqual([{ a: 2 }, { b: 1 }, '\n']);
  expect(Reflect.get(globalThis, 'timesRun')).toBe(1);
  Reflect.deleteProperty(globalThis, 'timesRun');
});
