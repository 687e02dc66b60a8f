import type { Metafile } from 'esbuild';

export interface BundledPackage {
  /** `NAME@VERSION`. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
  /** Below the root of the repository. */
  readonly folder: string;
}

export function bundledPackages(metafiles: readonly Metafile[]): Promise<readonly BundledPackage[]>;
