/**
 * How often the interval of `fibimg lab idle` holds the true median lifetime, in virtual time: whole experiments of at
 * most 30 waits, on lifetimes of several kinds. Exits 1 where it does in fewer than 93 % of those that are promised.
 * Run: npx tsx benchmarks/idle-lifetime.ts [simulations]
 */
import { coverageOf, lifetimes, notPromised } from './idle-lifetime/lifetimes.ts';

const simulations = Number(process.argv[2] ?? 400);
console.log(`${simulations} experiments a kind`);
console.log(`${'lifetimes'.padEnd(28)} held  upper/lower  waits  waited (medians)`);
for (const [name, life] of Object.entries({ ...lifetimes, ...notPromised })) {
  const { held, width, waits, waitedMedians } = await coverageOf(life, simulations, 20_261_121);
  console.log(
    `${name.padEnd(28)} ${(100 * held).toFixed(1).padStart(4)} %  ${width.toFixed(2).padStart(10)}  ${waits.toFixed(1).padStart(5)}  ${waitedMedians.toFixed(1).padStart(16)}`,
  );
  if (held < 0.93 && name in lifetimes) process.exitCode = 1;
}
