import packageJson from '../../../package.json' with { type: 'json' };
import type { Settings } from '../../config/settings.ts';
import type { ImageOrigin } from '../../core/service/ports.ts';
import type { Source } from '../../core/service/source.ts';
import { createAutoOrigin } from '../../origin/auto.ts';
import { createDirectoryOrigin, requireDirectory } from '../../origin/directory.ts';
import { createGeneratedOrigin } from '../../origin/generated.ts';
import type { Io } from '../../process/io.ts';
import { openAgents } from './open-agents.ts';

/** The origin that a source names; each loads its library only when it is asked for an image. */
export const openOrigin = async (
  io: Io,
  settings: Settings,
  source: Source,
  onOffline: (why: string) => void,
): Promise<ImageOrigin> => {
  switch (source) {
    case 'generated':
      return createGeneratedOrigin();
    case 'picsum':
      return lazyPicsum(io, settings);
    case 'auto':
      return createAutoOrigin({
        online: lazyPicsum(io, settings),
        offline: createGeneratedOrigin(),
        onOffline,
      });
    default:
      await requireDirectory(source);
      return createDirectoryOrigin(source);
  }
};

/** A stored image needs no network: agents and their proxy library wait for the first miss. */
const lazyPicsum = (io: Io, settings: Settings): ImageOrigin => {
  let opened: Promise<ImageOrigin> | undefined;
  return {
    fetch: async (pixels, signal) => {
      opened ??= openPicsum(io, settings);
      return (await opened).fetch(pixels, signal);
    },
  };
};

const openPicsum = async (
  { interrupt }: Io,
  { originUrl, originTimeout, ca, insecure }: Settings,
): Promise<ImageOrigin> => {
  const [{ createPicsumOrigin }, agentFor] = await Promise.all([
    import('../../origin/picsum.ts'),
    openAgents({ caFile: ca.value, insecure: insecure.value, interrupt }),
  ]);
  return createPicsumOrigin({
    baseUrl: originUrl.value.replace(/\/+$/, ''),
    userAgent: `fibimg/${packageJson.version}`,
    timeoutMs: originTimeout.value,
    agentFor,
  });
};
