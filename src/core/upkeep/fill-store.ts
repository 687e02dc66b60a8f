import { FibimgError } from '../error.ts';
import { type SeedOptions, seed } from './seed.ts';
import { describeFailure } from './seed-tally.ts';

/** Stores every image that is not stored; one that is not stored afterwards, for whatever reason, is an error. */
export const fillStore = async (options: SeedOptions): Promise<void> => {
  const { stoppedBy, failures, failed, interrupted } = await seed(options);
  if (stoppedBy !== undefined) throw stoppedBy;
  if (interrupted) options.signal?.throwIfAborted();
  const [first] = failures;
  if (first === undefined) return;
  throw new FibimgError('origin', `${failed} of ${options.sizes.length} images are not stored`, {
    why: describeFailure(first),
    hint: 'fibimg seed names all of them; --source takes them from elsewhere',
  });
};
