/** Where in the world a target is, for a person to check before anything is deleted or loaded. */
export interface Whereabouts {
  /** The account's number; undefined where nothing tells it. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  /** A server in place of AWS. */
  readonly endpoint: string | undefined;
  readonly stack: string | undefined;
  /** The variable or file that named the target, where the command line did not. */
  readonly chosenBy: string | undefined;
}
