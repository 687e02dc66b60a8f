import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MetadataRepository } from '../../src/core/service/ports.ts';
import { sampleMetadata } from './sample.ts';

interface OpenRepository {
  readonly repository: MetadataRepository;
  close(): Promise<void>;
}

/** What every index must do, whatever keeps it. `open` gives an empty one each time. */
export const metadataRepositoryContract = (
  name: string,
  open: () => Promise<OpenRepository>,
): void => {
  describe(`metadata repository: ${name}`, () => {
    let opened: OpenRepository;
    let repository: MetadataRepository;
    beforeEach(async () => {
      opened = await open();
      repository = opened.repository;
    });
    afterEach(() => opened.close());

    const listed = async (): Promise<readonly number[]> => {
      const sizes: number[] = [];
      for await (const pixels of repository.list()) sizes.push(pixels);
      return sizes.sort((one, other) => one - other);
    };

    test('finds nothing where nothing was put', async () => {
      expect(await repository.find(400)).toBeUndefined();
      expect(await listed()).toEqual([]);
    });

    test.each(Object.entries(sampleMetadata))('gives back what was put: %s', async (_, sample) => {
      await repository.put(500, sample);
      expect(await repository.find(500)).toEqual(sample);
      expect(await repository.find(501)).toBeUndefined();
    });

    test('the last put wins', async () => {
      await repository.put(1, sampleMetadata.full);
      await repository.put(1, sampleMetadata.bare);
      expect(await repository.find(1)).toEqual(sampleMetadata.bare);
      expect(await listed()).toEqual([1]);
    });

    test('lists each size once', async () => {
      await Promise.all([1, 12, 123, 5000].map((n) => repository.put(n, sampleMetadata.full)));
      expect(await listed()).toEqual([1, 12, 123, 5000]);
    });

    test('does nothing when its signal is aborted already', async () => {
      const stopped = new Error('stopped');
      const signal = AbortSignal.abort(stopped);
      await expect(repository.put(7, sampleMetadata.full, signal)).rejects.toBe(stopped);
      await expect(repository.find(7, signal)).rejects.toBe(stopped);
      expect(await repository.find(7)).toBeUndefined();
    });
  });
};
