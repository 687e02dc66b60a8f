/** Opens each table under a directory and reads all of it; prints what came of each as JSON. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FibimgError } from '../../../src/core/error.ts';
import { openItemTable } from '../../../src/local/store/item-table.ts';

const readAll = async (dir: string): Promise<string> => {
  try {
    const table = openItemTable(dir);
    let read = 0;
    for await (const pixels of table.list()) if (await table.find(pixels)) read += 1;
    await table.close();
    return `read ${read}`;
  } catch (error) {
    return error instanceof FibimgError ? error.kind : String(error);
  }
};

const root = process.argv[2] ?? '';
const outcomes: string[] = [];
for (const name of readdirSync(root)) {
  if (/^\d+$/.test(name)) outcomes.push(await readAll(join(root, name)));
}
process.stdout.write(JSON.stringify(outcomes));
