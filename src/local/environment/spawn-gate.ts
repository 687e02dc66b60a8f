/** Lets so many pieces of work run at once; the others wait in order. */
interface SpawnGate {
  enter<T>(work: () => Promise<T>): Promise<T>;
}

export const createSpawnGate = (limit: number): SpawnGate => {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return {
    enter: async (work) => {
      if (inside >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else inside += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else inside -= 1;
      }
    },
  };
};
