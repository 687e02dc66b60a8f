import type { EmbeddedStore } from '../../local/store/embedded-store.ts';
import type { Io } from '../../process/io.ts';

/** The embedded store in `dir`; what a person should know of it goes to standard error. */
export const openEmbedded = async (io: Io, dir: string): Promise<EmbeddedStore> => {
  const { openEmbeddedStore } = await import('../../local/store/embedded-store.ts');
  const note = (text: string): void => void io.stderr.write(`${text}\n`);
  return openEmbeddedStore(dir, { clock: io.clock, note });
};
