import type { ErrorKind } from '../../core/error.ts';

export const exitOk = 0;
export const exitUsage = 2;
export const exitBug = 70;

/** The one place where a kind of error becomes an exit code. */
export const exitCodeOf = {
  usage: 2,
  config: 2,
  invalid_input: 2,
  origin: 1,
  storage: 1,
  corrupt: 1,
  not_found: 1,
  credentials: 4,
  denied: 4,
  throttled: 1,
  network: 1,
  timeout: 1,
  function_error: 1,
  refused: 1,
  output: 1,
  interrupted: 130,
} as const satisfies Record<ErrorKind, number>;

export const exitCodeOfSignal = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** What the root's help prints. */
export const exitCodeTable = [
  [0, 'done; the verdict is pass; nothing to do'],
  [1, 'the operation failed'],
  [2, 'usage or configuration: nothing was attempted'],
  [4, 'credentials missing, expired or refused'],
  [70, 'a bug in fibimg'],
  [99, 'ran fine, but a threshold was crossed, a regression found, or --max-cost spent'],
  [130, 'interrupted (Ctrl-C); 143 when terminated, 129 at a hangup'],
] as const;
