/** Where a command acts. */
export type Target =
  | EmbeddedTarget
  | { readonly kind: 'stack'; readonly stack: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'function'; readonly functionName: string }
  | { readonly kind: 'resources'; readonly table: string; readonly bucket: string };

export interface EmbeddedTarget {
  readonly kind: 'embedded';
  readonly dataDir: string;
  /** It goes with its process, so that nothing in it need outlive a loss of power. */
  readonly throwAway?: boolean;
}
