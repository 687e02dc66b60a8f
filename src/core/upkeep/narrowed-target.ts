import { pixelsOfImageKey, pixelsOfMetadataKey, pixelsOfSortKey } from '../service/keys.ts';
import type { AdaptiveLimiter } from './adaptive-limiter.ts';
import { listAll } from './purge-plan.ts';
import type { Deletable, PurgeStage, PurgeTarget } from './purge-target.ts';

/** The image that a thing of ours belongs to. */
const pixelsOf = ({ kind, key, id = '' }: Deletable): number | undefined =>
  kind === 'item' ? pixelsOfSortKey(id) : (pixelsOfImageKey(key) ?? pixelsOfMetadataKey(key));

/** The images of which anything is there. */
export const imagesIn = async (
  { stages }: PurgeTarget,
  limiter: AdaptiveLimiter,
  signal?: AbortSignal,
): Promise<ReadonlySet<number>> => {
  const found = new Set<number>();
  for (const stage of stages) {
    for await (const thing of listAll(stage, limiter, signal)) {
      const pixels = pixelsOf(thing);
      if (pixels !== undefined) found.add(pixels);
    }
  }
  return found;
};

/** The same target, of which only some images are to be deleted. */
export const narrowedTarget = (
  target: PurgeTarget,
  goes: (pixels: number) => boolean,
): PurgeTarget => {
  const narrow = (stage: PurgeStage): PurgeStage => ({
    ...stage,
    list: async (from, signal) => {
      const page = await stage.list(from, signal);
      const things = page.things.filter((thing) => {
        const pixels = pixelsOf(thing);
        return pixels !== undefined && goes(pixels);
      });
      return { ...page, things };
    },
  });
  return { ...target, stages: target.stages.map(narrow) };
};
