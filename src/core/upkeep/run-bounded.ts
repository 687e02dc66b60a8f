/**
 * Runs `task` on everything that `source` gives, at most `concurrency` at once, and asks the source for more only
 * when there is room. After an abort, or a task that throws, nothing new is begun; what is under way is waited for,
 * and the first error is thrown.
 */
export const runBounded = async <T>(
  source: AsyncIterable<T> | Iterable<T>,
  concurrency: number,
  task: (value: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> => {
  const iterator = toAsync(source);
  let failed = false;
  const worker = async (): Promise<void> => {
    while (!failed && !signal?.aborted) {
      const { done, value } = await iterator.next();
      if (done || failed || signal?.aborted) return;
      await task(value);
    }
  };
  const workers = Array.from({ length: concurrency }, () =>
    worker().catch((thrown: unknown) => {
      failed = true;
      throw thrown;
    }),
  );
  const results = await Promise.allSettled(workers);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
};

async function* toAsync<T>(source: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, undefined> {
  yield* source;
}
