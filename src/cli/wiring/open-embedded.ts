import type { EmbeddedTarget } from '../../core/target.ts';
import type { EmbeddedStore } from '../../local/store/embedded-store.ts';
import type { Io } from '../../process/io.ts';

/** The embedded store; what a person should know of it goes to standard error. */
export const openEmbedded = async (
  io: Io,
  { dataDir, throwAway = false }: Omit<EmbeddedTarget, 'kind'>,
): Promise<EmbeddedStore> => {
  const { openEmbeddedStore } = await import('../../local/store/embedded-store.ts');
  const { writeFlushed, writeUnflushed } = await import('../../local/store/atomic-writer.ts');
  const note = (text: string): void => void io.stderr.write(`${text}\n`);
  const writeBytes = throwAway ? writeUnflushed : writeFlushed;
  return openEmbeddedStore(dataDir, { clock: io.clock, note, writeBytes });
};
