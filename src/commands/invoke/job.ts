import type { FunctionCall } from '../../core/invocation/invoker.ts';
import type { PriceTable } from '../../core/price/price-table.ts';
import type { DirectInvoker } from '../command/services.ts';
import type { InvokePlan } from './plan.ts';

/** All that the calls of one command share. */
export interface InvokeJob {
  readonly invoker: DirectInvoker;
  readonly request: FunctionCall;
  readonly options: InvokePlan;
  readonly prices: PriceTable;
}
