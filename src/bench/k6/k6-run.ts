import type { Scenario } from '../record/provenance.ts';

/**
 * What the script puts into its points, so that a file of points says by itself what was run: a tag of the one point of
 * `fibimg_run` that each instance of k6 writes.
 */
export interface K6Run {
  readonly version: 1;
  readonly scenario: Scenario;
  readonly seed: number;
  /** As `--threshold` takes them. */
  readonly thresholds: readonly string[];
}
