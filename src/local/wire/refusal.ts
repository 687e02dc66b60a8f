import { messageOf } from '../../core/error.ts';

/** A request that the wire answers with an AWS error code. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

/** What was thrown as a refusal; anything unforeseen is the service's internal error, under its own name for that. */
export const toRefusal = (thrown: unknown, internalCode: string): Refusal =>
  thrown instanceof Refusal ? thrown : new Refusal(500, internalCode, messageOf(thrown));
