import type { JsonObject } from '../../core/json.ts';
import { requireSuccess } from './service-error.ts';
import type { WholeClient } from './whole-client.ts';

/** Hands a function an event and does not wait for what it does. Failures are `storage` errors. */
export const createEventInvoker =
  (lambda: WholeClient) =>
  async (functionArn: string, event: JsonObject, signal?: AbortSignal): Promise<void> => {
    const what = `${functionArn} could not be invoked`;
    const path = `2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`;
    const headers = { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' };
    const request = { method: 'POST', path, headers, body: JSON.stringify(event) };
    requireSuccess(what, await lambda.call(what, request, signal));
  };
