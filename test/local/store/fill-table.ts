/** Puts items until one is refused; prints how that was told and what is there afterwards, as JSON. */
import { FibimgError } from '../../../src/core/error.ts';
import { openItemTable } from '../../../src/local/store/item-table.ts';
import { metadataOf } from './store-values.ts';

const dir = process.argv[2] ?? '';
const table = openItemTable(dir);
const attempt = async (pixels: number): Promise<unknown> => {
  try {
    await table.put(pixels, metadataOf(pixels));
    return undefined;
  } catch (error) {
    return error instanceof FibimgError ? [error.kind, error.message, error.why] : String(error);
  }
};
let put = 0;
let failure: unknown;
while (failure === undefined && put < 2000) {
  put += 1;
  failure = await attempt(put);
}
const again = await attempt(put);
const first = await table.find(1);
await table.close();
const reopened = openItemTable(dir);
let listed = 0;
for await (const _ of reopened.list()) listed += 1;
await reopened.close();
process.stdout.write(JSON.stringify({ put, failure, again, first, listed }));
