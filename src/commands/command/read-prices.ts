import { parsePrices } from '../../core/price/price-file.ts';
import { currentPrices, type PriceTable } from '../../core/price/price-table.ts';
import type { Services } from './services.ts';

/** The prices of `--prices`, else the current ones. */
export const readPrices = async (
  path: string | undefined,
  services: Pick<Services, 'readFile'>,
): Promise<PriceTable> => {
  if (path === undefined) return currentPrices;
  const bytes = await services.readFile(path);
  return parsePrices(new TextDecoder().decode(bytes), path);
};
