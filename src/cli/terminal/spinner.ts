const patienceMs = 150;

/** Spins on standard error while `work` runs, once it has taken long enough to be worth the import. */
export const showDuring = async <T>(
  text: string,
  colour: boolean,
  work: () => Promise<T>,
): Promise<T> => {
  const result = work();
  let handle: NodeJS.Timeout | undefined;
  const slow = new Promise<'slow'>((resolve) => {
    handle = setTimeout(() => resolve('slow'), patienceMs);
  });
  const first = await Promise.race([result.then(done, done), slow]);
  clearTimeout(handle);
  if (first === 'done') return result;
  const { default: ora } = await import('ora');
  const spinner = ora({ text, color: colour ? 'cyan' : false, discardStdin: false }).start();
  try {
    return await result;
  } finally {
    spinner.stop();
  }
};

const done = (): 'done' => 'done';
