import { type ErrorKind, FibimgError } from '../core/error.ts';

/** The body of every failure. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string };
}

interface HttpFailure {
  readonly status: number;
  readonly body: ErrorBody;
}

/** A request that is understood but not served, with the caller's message. */
export class UnmetRequest extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'UnmetRequest';
    this.status = status;
    this.code = code;
  }
}

/** The HTTP status of each kind. A store that cannot be reached or holds nonsense is a failing store. */
const statusOf = {
  invalid_input: 400,
  origin: 502,
  storage: 503,
  corrupt: 503,
  not_found: 503,
  credentials: 503,
  denied: 503,
  throttled: 503,
  network: 503,
  timeout: 503,
  interrupted: 503,
  usage: 500,
  config: 500,
  function_error: 500,
  refused: 500,
  output: 500,
} as const satisfies Record<ErrorKind, number>;

/** Fixed sentences for faults that are not the caller's: causes name resources and belong in the log. */
const sentences = {
  500: { code: 'internal', message: 'the function failed; its log says why' },
  502: {
    code: 'origin',
    message: 'the image origin failed, or sent something else than the image asked for',
  },
  503: { code: 'storage', message: 'the store failed; try again later' },
} as const;

/** The answer to the caller for anything thrown. */
export const failureOf = (thrown: unknown): HttpFailure => {
  if (thrown instanceof UnmetRequest) {
    const { status, code, message } = thrown;
    return { status, body: { error: { code, message } } };
  }
  if (!(thrown instanceof FibimgError)) return { status: 500, body: { error: sentences[500] } };
  const status = statusOf[thrown.kind];
  if (status !== 400) return { status, body: { error: sentences[status] } };
  const message = thrown.why === undefined ? thrown.message : `${thrown.message}: ${thrown.why}`;
  return { status, body: { error: { code: 'invalid_input', message } } };
};
