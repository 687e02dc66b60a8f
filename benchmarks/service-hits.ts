/** Service hits a second in one process on the embedded store: 600 stored images, 30 rounds of 5,000 lookups. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createImageService } from '../src/core/service/image-service.ts';
import { openEmbeddedStore } from '../src/local/store/embedded-store.ts';
import { median, spread, timed } from './rounds.ts';

const clock = { now: () => new Date(), elapsedMs: () => performance.now() };
const dir = mkdtempSync(join(tmpdir(), 'fibimg-bench-'));
const store = await openEmbeddedStore(dir, { clock, note: console.error });
const origin = {
  fetch: async (pixels: number) => ({
    image: new Uint8Array(30_000),
    finalUrl: `https://origin.test/${pixels}`,
    contentType: ['image/jpeg'],
    contentDisposition: null,
  }),
};
const service = createImageService({ ...store, origin, clock });

const storing: number[] = [];
for (let pixels = 400; pixels < 1000; pixels += 1) {
  storing.push(await timed(() => service.get(pixels)));
}
const lookups = 5000;
const rates: number[] = [];
for (let round = 0; round < 30; round += 1) {
  const ms = await timed(async () => {
    for (let index = 0; index < lookups; index += 1) {
      const { outcome } = await service.get(400 + ((index * 7) % 600));
      if (outcome !== 'stored') throw new Error(`${outcome} where a stored image was expected`);
    }
  });
  rates.push((lookups / ms) * 1000);
}
rmSync(dir, { recursive: true });

console.log(`service hits a second     median ${spread(rates, 0)} of ${rates.length} rounds`);
console.log(`one hit                   ${((1000 / median(rates)) * 1000).toFixed(1)} us`);
console.log(`storing 30 kB, flushed    median ${spread(storing, 2)} ms of ${storing.length}`);
