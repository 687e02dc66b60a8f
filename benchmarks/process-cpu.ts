import { readdirSync, readFileSync } from 'node:fs';

/** User and system time of one process in microseconds, all threads, without its children; Linux only. */
export const processCpuUs = (pid: number): number => {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(
      readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0],
    );
  }
  return nanoseconds / 1000;
};
