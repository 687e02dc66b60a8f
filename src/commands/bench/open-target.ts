import type { CommandContext } from '../command/command.ts';
import { readPrices } from '../command/read-prices.ts';
import type { OpenedSystem } from '../command/system-request.ts';
import type { Bench } from './measure-phases.ts';
import type { BenchOptions } from './options/plan.ts';

export type LoadedTarget = OpenedSystem & Pick<Bench, 'generator' | 'prices'>;

/** Opens the system under test and what makes load on it, and closes both whatever `use` does. */
export const withTarget = async <T>(
  { services, report }: CommandContext,
  {
    system,
    generator: asked,
    prices: priceFile,
  }: Pick<BenchOptions, 'system' | 'generator' | 'prices'>,
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
