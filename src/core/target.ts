/** Where a command acts. */
export type Target =
  | { readonly kind: 'embedded'; readonly dataDir: string }
  | { readonly kind: 'stack'; readonly stack: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'function'; readonly functionName: string }
  | { readonly kind: 'resources'; readonly table: string; readonly bucket: string };
