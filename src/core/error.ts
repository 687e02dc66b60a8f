/**
 * What went wrong, in the product's words. The edges map a kind to an exit code or an HTTP status; this file knows
 * neither.
 */
export type ErrorKind =
  /** The command line is wrong; nothing was attempted. */
  | 'usage'
  /** A configuration file or variable is wrong; nothing was attempted. */
  | 'config'
  /** The requested integer is not one the service accepts. */
  | 'invalid_input'
  /** The image origin failed, timed out or sent something else than asked. */
  | 'origin'
  /** The store refused or failed a read or a write. */
  | 'storage'
  /** The store answered with something that is not ours to read. */
  | 'corrupt'
  /** A stack, function, table or bucket does not exist. */
  | 'not_found'
  /** Credentials are missing, expired or invalid. */
  | 'credentials'
  /** Credentials are good but lack a permission. */
  | 'denied'
  /** A service asked us to slow down for longer than we were ready to wait. */
  | 'throttled'
  /** A host could not be reached, or the connection broke. */
  | 'network'
  /** A call took longer than its time-out. */
  | 'timeout'
  /** The function ran and failed, or its answer is not the contract's. */
  | 'function_error'
  /** The operation would touch what does not belong to the target, or the target is in no state for it. */
  | 'refused'
  /** A file of the user's could not be read or written. */
  | 'output'
  /** Stopped by a signal. */
  | 'interrupted';

interface ErrorDetails {
  /** The cause in plain words, one line. */
  readonly why?: string;
  /** A command to run or a thing to change. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An expected failure: its message says *what*, `why` and `hint` say the rest. */
export class FibimgError extends Error {
  readonly kind: ErrorKind;
  readonly why: string | undefined;
  readonly hint: string | undefined;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'FibimgError';
    this.kind = kind;
    this.why = details.why;
    this.hint = details.hint;
  }
}

/** For `catch`: turns failures of these kinds into undefined, and throws any other on. */
export const undefinedIf =
  (...kinds: readonly ErrorKind[]) =>
  (thrown: unknown): undefined => {
    if (thrown instanceof FibimgError && kinds.includes(thrown.kind)) return undefined;
    throw thrown;
  };

/** The message of anything that was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** The system's or a library's error code, such as `ENOENT`, where there is one. */
export const codeOf = (thrown: unknown): string | undefined => {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
};

/** The HTTP status that an error was made from, where there was one. */
export const statusOf = (thrown: unknown): number | undefined => {
  if (typeof thrown !== 'object' || thrown === null || !('status' in thrown)) return undefined;
  return typeof thrown.status === 'number' ? thrown.status : undefined;
};
