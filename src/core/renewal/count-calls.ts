import { FibimgError } from '../error.ts';
import type { FunctionControl } from './function-control.ts';

/** Lambda takes 15 calls of its control plane a second from a whole account and region. */
export interface PlaneCalls {
  readonly made: number;
  readonly throttled: number;
}

/** The same control, which tells how many calls were made of it, as far as the client did not repeat them by itself. */
export const countCalls = (
  control: FunctionControl,
): { readonly control: FunctionControl; readonly calls: () => PlaneCalls } => {
  let [made, throttled] = [0, 0];
  const counted =
    <A extends readonly unknown[], T>(call: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> => {
      made += 1;
      return call(...args).catch((thrown: unknown) => {
        if (thrown instanceof FibimgError && thrown.kind === 'throttled') throttled += 1;
        throw thrown;
      });
    };
  return {
    calls: () => ({ made, throttled }),
    control: {
      read: counted(control.read),
      update: counted(control.update),
      publish: counted(control.publish),
      versionsOf: counted(control.versionsOf),
      deleteVersion: counted(control.deleteVersion),
      alias: counted(control.alias),
      isProvisioned: counted(control.isProvisioned),
      moveAlias: counted(control.moveAlias),
    },
  };
};
