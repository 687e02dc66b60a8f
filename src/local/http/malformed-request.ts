/** Bytes that are not a request that is understood here, and the status that says so. */
export class MalformedRequest extends Error {
  readonly status: 400 | 431 | 501;

  constructor(status: 400 | 431 | 501) {
    super(`malformed HTTP request: ${status}`);
    this.name = 'MalformedRequest';
    this.status = status;
  }
}
