/**
 * How often a comparison of simulated duets is right: false alarms, effects that are found, equivalence wrongly claimed,
 * and intervals that hold the truth, under noise, shared drift, outliers and runs of two kinds. Exits 1 when a bound is missed.
 * Run: npx tsx benchmarks/compare-simulation.ts [experiments]
 */
import { createDraw } from '../src/bench/load/philox.ts';
import {
  duetCases,
  missedBounds,
  type SimulatedCase,
  sequentialCases,
} from './compare-simulation/verdict-rates.ts';

const experiments = Number(process.argv[2] ?? 4000);
const draw = createDraw(20_261_121);
const uniform = () => (draw(2 ** 31) + 0.5) / 2 ** 31;
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const chance = { uniform, normal };

const percent = (share: number) => (100 * share).toFixed(1).padStart(6);
const show = ({ what, pairs, effect, rates }: SimulatedCase, missed: readonly string[]) =>
  console.log(
    `${what.name.padEnd(44)} ${String(pairs).padStart(2)} ${percent(effect)} ${percent(rates.worse)} ${percent(rates.better)} ${percent(rates.equivalent)} ${percent(rates.undecided)} ${percent(rates.coverage)} ${missed.join(', ')}`.trimEnd(),
  );

console.log(`${experiments} experiments a case, tolerance 3 %, in %`);
console.log(`${'duets (grade A)'.padEnd(44)}  n effect  worse better equiv. undec. covered`);
let missedAny = false;
for (const pairs of [6, 8, 12, 20]) {
  for (const one of duetCases(chance, experiments, pairs)) {
    const missed = missedBounds(one);
    missedAny ||= missed.length > 0;
    show(one, missed);
  }
}
console.log('one side after the other (grade B), which therefore gates nothing by itself');
for (const one of sequentialCases(chance, experiments, 8)) show(one, []);
if (missedAny) process.exitCode = 1;
