/** Puts images into a store until it is killed, and says each one that is safely there: `PIXELS SEQUENCE` a line. */
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openEmbeddedStore } from '../../../src/local/store/embedded-store.ts';
import { metadataOf, testClock } from './store-values.ts';

const [dir = '', firstPixels = '', count = '', rounds = 'endless'] = process.argv.slice(2);
const store = await openEmbeddedStore(dir, { clock: testClock, note: () => {} });
const last = rounds === 'endless' ? Number.MAX_SAFE_INTEGER : Number(count) * Number(rounds);

for (let sequence = 0; sequence < last; sequence += 1) {
  const pixels = Number(firstPixels) + (sequence % Number(count));
  const metadata = metadataOf(pixels, String(sequence));
  const body = Buffer.alloc(20_000, `${pixels} ${sequence} `);
  const image = Buffer.concat([createHash('sha256').update(body).digest(), body]);
  await store.images.putImage(pixels, image);
  await store.images.putMetadata(pixels, metadata);
  await store.metadata.put(pixels, metadata);
  writeSync(1, `${pixels} ${sequence}\n`);
}
