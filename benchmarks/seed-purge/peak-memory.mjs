// Preloaded into a process to be measured: leaves in a file at exit, in megabytes, its largest resident set and the
// largest heap that survived a full collection, for the former depends on when the collector feels like it.
import { writeFileSync } from 'node:fs';
import { constants, PerformanceObserver } from 'node:perf_hooks';

let liveBytes = 0;
const measure = () => {
  liveBytes = Math.max(liveBytes, process.memoryUsage().heapUsed);
};
new PerformanceObserver((list) => {
  const major = constants.NODE_PERFORMANCE_GC_MAJOR;
  if (list.getEntries().some(({ detail }) => detail.kind === major)) measure();
}).observe({ entryTypes: ['gc'] });

process.on('exit', () => {
  if (liveBytes === 0) measure();
  const peakMb = process.resourceUsage().maxRSS / 1000;
  writeFileSync(process.env.PEAK_FILE, JSON.stringify({ peakMb, liveMb: liveBytes / 1e6 }));
});
