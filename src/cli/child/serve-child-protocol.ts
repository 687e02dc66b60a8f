import type { LocalLambdaRequest, WireAccess } from '../../commands/command/local-lambda.ts';
import type { LocalSystemRequest } from '../../commands/command/system-request.ts';
import type { Delivery } from '../../core/events/event-target.ts';

/** What bench asks of the local Lambda that it runs in a process of its own. */
export type ChildRequest =
  | {
      readonly op: 'start';
      readonly lambda: Omit<
        LocalLambdaRequest,
        'onLog' | 'origin' | 'target' | 'allowForeignStack' | 'events'
      > &
        Pick<LocalSystemRequest, 'events'>;
    }
  | { readonly op: 'recycle' }
  /** Tells what became of its events. */
  | { readonly op: 'events' }
  /** As `recycle`, with another memory size for the function to hear of. */
  | { readonly op: 'resize'; readonly memoryMb: number }
  | { readonly op: 'empty' }
  /** Draws images, so that no request waits for that. */
  | { readonly op: 'draw'; readonly sizes: readonly number[] }
  | { readonly op: 'fill'; readonly sizes: readonly number[] };

export interface ChildCall {
  readonly id: number;
  readonly request: ChildRequest;
}

export interface ChildReply {
  readonly id: number;
  /** The function's URL and the Invoke API's, in the answer to `start`. */
  readonly started?: {
    readonly url: string;
    readonly invokeEndpoint: string;
    readonly wire?: WireAccess | undefined;
  };
  readonly delivery?: Delivery;
  readonly error?: { readonly message: string; readonly why?: string };
}
