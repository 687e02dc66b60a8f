import type { ChildProcess } from 'node:child_process';
import { FibimgError } from '../../core/error.ts';
import type { ChildReply, ChildRequest } from './serve-child-protocol.ts';

/** Calls of a child process over its channel. */
export interface ChildCalls {
  /** Rejects when the child ends before it has answered. */
  call(request: ChildRequest): Promise<ChildReply>;
  /** Aborted, with the error that says so, when the child has ended. */
  readonly lost: AbortSignal;
}

interface Waiting {
  resolve(reply: ChildReply): void;
  reject(error: unknown): void;
}

export const createChildCalls = (child: ChildProcess): ChildCalls => {
  const waiting = new Map<number, Waiting>();
  const lost = new AbortController();
  let lastId = 0;
  child.on('message', (reply: ChildReply) => {
    const { resolve, reject } = waiting.get(reply.id) ?? {};
    waiting.delete(reply.id);
    if (reply.error === undefined) resolve?.(reply);
    else reject?.(new FibimgError('refused', reply.error.message, reply.error));
  });
  const end = (why: string, cause?: Error): void => {
    lost.abort(new FibimgError('network', 'the local Lambda ended by itself', { why, cause }));
    for (const { reject } of waiting.values()) reject(lost.signal.reason);
    waiting.clear();
  };
  child.once('error', (error) => end(error.message, error));
  child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `by ${signal}`));
  return {
    lost: lost.signal,
    call: (request) =>
      new Promise((resolve, reject) => {
        if (lost.signal.aborted) return reject(lost.signal.reason);
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        // A message that cannot be sent has no receiver any more: its end rejects the call, and says why.
        child.send({ id: lastId, request }, () => {});
      }),
  };
};
