import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../../src/local/store/embedded-store.ts';
import { imageStoreContract } from '../../contract/image-store.ts';
import { metadataRepositoryContract } from '../../contract/metadata-repository.ts';
import { fixedClock } from '../../support/cli/test-io.ts';

const open = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fibimg-contract-'));
  const { metadata, images } = await openEmbeddedStore(folder, {
    clock: fixedClock('2026-11-21T10:11:12Z'),
    note: () => {},
  });
  return {
    repository: metadata,
    store: images,
    close: async () => {
      await rm(folder, { recursive: true });
    },
  };
};

metadataRepositoryContract('the embedded store', open);
imageStoreContract('the embedded store', open);
