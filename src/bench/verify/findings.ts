/** A figure that does not follow from what it rests on. */
export interface Difference {
  /** Where it stands, as `phases[0].metrics.http_reqs.values.count`. */
  readonly at: string;
  readonly printed: string;
  /** What it would have to be, or what is wrong with it. */
  readonly found: string;
}

/** Takes in what is compared. */
export interface Findings {
  /** Two figures that must be the same, but for what arithmetic in another order rounds away. */
  same(at: string, printed: number | null | undefined, found: number | null | undefined): void;
  /** As `same`, within a share of the second. */
  near(at: string, printed: number, found: number, tolerance: number): void;
  /** A figure that must lie between two others. */
  within(at: string, printed: number, range: readonly [number, number]): void;
  wrong(at: string, printed: string, found: string): void;
  readonly checked: () => number;
  readonly differences: readonly Difference[];
}

const rounding = 1e-9;

export const createFindings = (): Findings => {
  const differences: Difference[] = [];
  let checked = 0;
  const wrong = (at: string, printed: string, found: string): void => {
    differences.push({ at, printed, found });
  };
  const near = (at: string, printed: number, found: number, tolerance: number): void => {
    checked += 1;
    const allowed = tolerance * Math.max(1, Math.abs(found));
    if (!(Math.abs(printed - found) <= allowed)) wrong(at, String(printed), String(found));
  };
  return {
    near,
    wrong,
    same(at, printed, found) {
      if (typeof printed === 'number' && typeof found === 'number') {
        near(at, printed, found, rounding);
        return;
      }
      checked += 1;
      if ((printed ?? null) !== (found ?? null)) {
        wrong(at, String(printed ?? 'nothing'), String(found ?? 'nothing'));
      }
    },
    within(at, printed, [from, to]) {
      checked += 1;
      const slack = rounding * Math.max(1, Math.abs(to));
      if (printed < from - slack || printed > to + slack || Number.isNaN(printed)) {
        wrong(at, String(printed), `from ${from} to ${to}`);
      }
    },
    checked: () => checked,
    differences,
  };
};

export const sumOf = (amounts: readonly number[]): number =>
  amounts.reduce((sum, amount) => sum + amount, 0);
