import type { ImageOrigin } from '../core/service/ports.ts';
import { OriginUnreachable } from './origin-error.ts';

interface AutoOptions {
  readonly online: ImageOrigin;
  readonly offline: ImageOrigin;
  /** Called once, with the reason, when the network cannot be reached. */
  readonly onOffline: (why: string) => void;
}

/**
 * The online origin while its host can be reached, else the offline one. A bad answer is an error, not a reason to
 * fall back.
 */
export const createAutoOrigin = ({ online, offline, onOffline }: AutoOptions): ImageOrigin => {
  let told = false;
  return {
    fetch: async (pixels, signal) => {
      try {
        return await online.fetch(pixels, signal);
      } catch (error) {
        if (!(error instanceof OriginUnreachable)) throw error;
        if (!told) onOffline(error.why ?? error.message);
        told = true;
        return offline.fetch(pixels, signal);
      }
    },
  };
};
