import packageJson from '../../../package.json' with { type: 'json' };
import type { OriginOptions } from '../../commands/command/services.ts';
import type { ImageOrigin } from '../../core/service/ports.ts';
import type { Source } from '../../core/service/source.ts';
import { createAutoOrigin } from '../../origin/auto.ts';
import { createDirectoryOrigin } from '../../origin/directory.ts';
import { createGeneratedOrigin } from '../../origin/generated.ts';
import { openAgents } from './open-agents.ts';

interface OpenOptions extends OriginOptions {
  readonly interrupt: AbortSignal;
}

/** The origin that a source names; each loads its library only when it is asked for an image. */
export const openOrigin = (source: Source, options: OpenOptions): ImageOrigin => {
  switch (source) {
    case 'generated':
      return createGeneratedOrigin();
    case 'picsum':
      return lazyPicsum(options);
    case 'auto':
      return createAutoOrigin({
        online: lazyPicsum(options),
        offline: createGeneratedOrigin(),
        onOffline: options.onOffline,
      });
    default:
      return createDirectoryOrigin(source);
  }
};

/** A stored image needs no network: agents and their proxy library wait for the first miss. */
const lazyPicsum = (options: OpenOptions): ImageOrigin => {
  let opened: Promise<ImageOrigin> | undefined;
  return {
    fetch: async (pixels, signal) => {
      opened ??= openPicsum(options);
      return (await opened).fetch(pixels, signal);
    },
  };
};

const openPicsum = async (options: OpenOptions): Promise<ImageOrigin> => {
  const { timeoutMs, caFile, insecure, interrupt } = options;
  const [{ createPicsumOrigin }, agentFor] = await Promise.all([
    import('../../origin/picsum.ts'),
    openAgents({ caFile, insecure, interrupt }),
  ]);
  return createPicsumOrigin({
    baseUrl: options.baseUrl.replace(/\/+$/, ''),
    userAgent: `fibimg/${packageJson.version}`,
    timeoutMs,
    agentFor,
  });
};
