import { type Findings, sumOf } from './findings.ts';

/** The mean of figures with its 95 % interval by Student's t; undefined for fewer than three. */
export const studentInterval = (
  figures: readonly number[],
): readonly [number, number] | undefined => {
  const n = figures.length;
  if (n < 3) return undefined;
  const mean = sumOf(figures) / n;
  const variance = sumOf(figures.map((figure) => (figure - mean) ** 2)) / (n - 1);
  const half = student975(n - 1) * Math.sqrt(variance / n);
  return [mean - half, mean + half];
};

const steps = 2000;

/**
 * The 97.5 % point of Student's t by integrating its density: with t = sqrt(degrees) tan(angle) that is a power of the
 * cosine, over a finite range.
 */
export const student975 = (degrees: number): number => {
  const whole = cosineArea(Math.PI / 2, degrees - 1);
  let [low, high] = [0, Math.PI / 2];
  for (let halving = 0; halving < 60; halving += 1) {
    const angle = (low + high) / 2;
    if (cosineArea(angle, degrees - 1) < 0.95 * whole) low = angle;
    else high = angle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
};

/** Simpson's rule. */
const cosineArea = (to: number, power: number): number => {
  const width = to / steps;
  let sum = 0;
  for (let step = 0; step <= steps; step += 1) {
    const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    sum += weight * Math.cos(step * width) ** power;
  }
  return (sum * width) / 3;
};

/** Of the width of an interval: as exactly as tables of Student's t are given. */
const tableTolerance = 2e-3;

export const checkInterval = (
  at: string,
  printed: readonly [number, number],
  found: readonly [number, number],
  findings: Findings,
): void => {
  const allowed = tableTolerance * (found[1] - found[0]) + 1e-9 * Math.abs(found[1]) + 1e-9;
  for (const end of [0, 1] as const) {
    findings.within(`${at}[${end}]`, printed[end], [found[end] - allowed, found[end] + allowed]);
  }
};

/** An interval of the mean of figures; none of fewer than three. */
export const checkStudent = (
  at: string,
  printed: readonly [number, number] | null,
  figures: readonly number[],
  findings: Findings,
): void => {
  const found = studentInterval(figures);
  if (printed !== null && found !== undefined) checkInterval(at, printed, found, findings);
  else findings.same(at, printed?.[0], found?.[0]);
};
