import { FibimgError } from '../../core/error.ts';
import type { ResolvedStack } from '../../core/stack/stack.ts';
import type { StackFacts, StoreCounts } from '../../core/stack/stack-facts.ts';
import { stackState } from '../../core/stack/stack-status.ts';
import type { CommandContext } from '../command/command.ts';
import type { Store } from '../command/services.ts';

interface Counted {
  readonly counts: StoreCounts | undefined;
  readonly unknown: StackFacts['unknown'];
}

/** No counts, because nobody asked for them. */
export const uncounted: Counted = { counts: undefined, unknown: [] };

/** How much a stack holds, counted now; DynamoDB's own count is up to six hours old. */
export const countStore = async (
  { io, services }: CommandContext,
  { table, bucket, status }: ResolvedStack,
): Promise<Counted> => {
  if (table === undefined || bucket === undefined || !stackState(status ?? '').usable) {
    return uncounted;
  }
  const store = await services.openStore({ kind: 'resources', table, bucket });
  try {
    return { counts: await count(store, io.interrupt), unknown: [] };
  } catch (thrown) {
    if (!(thrown instanceof FibimgError) || thrown.kind === 'credentials') throw thrown;
    // What is gone is a finding of the doctor's.
    if (thrown.kind === 'not_found') return uncounted;
    const hint = thrown.hint === undefined ? '' : `; ${thrown.hint}`;
    return { counts: undefined, unknown: [{ what: 'counts', why: `${thrown.message}${hint}` }] };
  } finally {
    await store.close();
  }
};

const count = async ({ metadata, images }: Store, signal: AbortSignal): Promise<StoreCounts> => {
  const countItems = async () => {
    let items = 0;
    for await (const _ of metadata.list(signal)) items += 1;
    return items;
  };
  const countImages = async () => {
    let found = { images: 0, imageBytes: 0 };
    for await (const { bytes } of images.list(signal)) {
      found = { images: found.images + 1, imageBytes: found.imageBytes + bytes };
    }
    return found;
  };
  const [items, found] = await Promise.all([countItems(), countImages()]);
  return { items, ...found };
};
