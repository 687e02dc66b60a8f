/**
 * How often the intervals that bench prints hold what is true, on simulated runs of five rounds: autocorrelated times,
 * a store that fills up, code that warms up, stalls. Exits 1 when one holds it in less than 93 of 100.
 * Run: npx tsx benchmarks/interval-coverage.ts [runs] [seed]
 */
import { createDraw } from '../src/bench/load/philox.ts';
import { measureCoverage } from './interval-coverage/coverage.ts';

const runs = Number(process.argv[2] ?? 2000);
const draw = createDraw(Number(process.argv[3] ?? 20_261_121));
const uniform = () => draw(2 ** 31) / 2 ** 31;
const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

const found = measureCoverage({ uniform, normal }, runs);
console.log(`${'interval of'.padEnd(34)}  held   none`);
for (const { name, held, none, runs: told } of found) {
  const share = none === told ? '-' : `${((100 * held) / (told - none)).toFixed(1)}%`;
  console.log(`${name.padEnd(34)} ${share.padStart(6)} ${((100 * none) / told).toFixed(1)}%`);
}
/** Beyond what chance in so many runs explains. */
const low = found.filter(({ held, none, runs: told }) => {
  const shown = told - none;
  return shown > 0 && held / shown < 0.93 - 2 * Math.sqrt((0.93 * 0.07) / shown);
});
if (low.length > 0) process.exitCode = 1;
