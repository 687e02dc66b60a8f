/** A store with one image behind S3's and DynamoDB's wire, in a process of its own; prints its address. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../src/local/store/embedded-store.ts';
import { startWireServer } from '../src/local/wire/start-wire-server.ts';

const clock = { now: () => new Date(), elapsedMs: () => performance.now() };
const store = await openEmbeddedStore(mkdtempSync(join(tmpdir(), 'fibimg-bench-')), {
  clock,
  note: console.error,
});
const metadata = {
  originalUrl: 'https://picsum.photos/500',
  redirectedUrl: 'generated:spiral/500',
  imageLocation: 'image/500.jpg',
  contentDisposition: null,
  contentType: ['image/jpeg'],
  created: '2026-01-01 00:00:00',
};
await store.images.putImage(500, new Uint8Array(10_000));
await store.images.putMetadata(500, metadata);
await store.metadata.put(500, metadata);
const { url } = await startWireServer({
  store,
  bucket: 'local-bucket',
  table: 'local-table',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
console.log(url);
