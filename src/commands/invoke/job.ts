import type { InvokeRequest } from '../../core/invoker.ts';
import type { PriceTable } from '../../core/price-table.ts';
import type { DirectInvoker } from '../services.ts';
import type { InvokeOptions } from './parse.ts';

/** All that the calls of one command share. */
export interface InvokeJob {
  readonly invoker: DirectInvoker;
  readonly request: InvokeRequest;
  readonly options: InvokeOptions;
  readonly prices: PriceTable;
}
