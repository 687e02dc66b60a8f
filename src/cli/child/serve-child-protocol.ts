import type { LocalLambdaRequest } from '../../commands/command/local-lambda.ts';

/** What bench asks of the local Lambda that it runs in a process of its own. */
export type ChildRequest =
  | {
      readonly op: 'start';
      readonly lambda: Omit<
        LocalLambdaRequest,
        'onLog' | 'origin' | 'target' | 'allowForeignStack'
      >;
    }
  | { readonly op: 'recycle' }
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
  readonly started?: { readonly url: string; readonly invokeEndpoint: string };
  readonly error?: { readonly message: string; readonly why?: string };
}
