/**
 * How often the intervals that bench prints hold what is true, on simulated runs of five rounds: autocorrelated times,
 * a store that fills up, code that warms up, stalls. Exits 1 when one holds it in less than 93 of 100.
 * Run: npx tsx benchmarks/interval-coverage.ts [runs]
 */
import { createDraw } from '../src/bench/load/philox.ts';
import { measureCoverage } from './interval-coverage/coverage.ts';

const runs = Number(process.argv[2] ?? 2000);
const draw = createDraw(20_261_121);
const uniform = () => draw(2 ** 31) / 2 ** 31;
const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

const found = measureCoverage({ uniform, normal }, runs);
console.log(`${'interval of'.padEnd(34)}  held   none`);
for (const { name, held, none } of found) {
  const share = none === runs ? '    -' : `${((100 * held) / (runs - none)).toFixed(1)}%`;
  console.log(`${name.padEnd(34)} ${share.padStart(6)} ${((100 * none) / runs).toFixed(1)}%`);
}
const low = found.filter(({ held, none }) => none < runs && held / (runs - none) < 0.93);
if (low.length > 0) process.exitCode = 1;
