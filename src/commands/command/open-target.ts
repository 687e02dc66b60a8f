import type { PriceTable } from '../../core/price/price-table.ts';
import type { CommandContext } from './command.ts';
import { readPrices } from './read-prices.ts';
import type { LoadEngineOptions, LoadGenerator } from './services.ts';
import type { OpenedSystem, SystemRequest } from './system-request.ts';

export interface LoadedTarget extends OpenedSystem {
  readonly generator: LoadGenerator;
  readonly prices: PriceTable;
}

interface TargetRequest {
  readonly system: SystemRequest;
  readonly generator: Omit<LoadEngineOptions, 'url' | 'transport' | 'remote'>;
  /** A file. */
  readonly prices: string | undefined;
}

/** Opens the system under test and what makes load on it, and closes both whatever `use` does. */
export const withTarget = async <T>(
  { services, report }: CommandContext,
  { system, generator: asked, prices: priceFile }: TargetRequest,
  use: (target: LoadedTarget) => Promise<T>,
): Promise<T> => {
  const prices = await readPrices(priceFile, services);
  const opened = await report.during('starting the target', () => services.openSystem(system));
  try {
    const generator = await services.openLoadEngine({
      ...asked,
      url: opened.url,
      transport: opened.transport,
      remote: !opened.system.sharesMachine,
    });
    try {
      return await use({ ...opened, generator, prices });
    } finally {
      await Promise.all([generator.engine.close(), generator.workers?.close()]);
    }
  } finally {
    await opened.system.close();
  }
};
