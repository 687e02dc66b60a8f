import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createDirectoryOrigin } from '../../src/origin/directory.ts';
import { createGeneratedOrigin } from '../../src/origin/generated.ts';
import { temporaryFolder } from '../support/cli/run-fibimg.ts';

it('takes images from files, and does not wait for a pipe that nobody writes to', async () => {
  const dir = await temporaryFolder();
  const { image } = await createGeneratedOrigin().fetch(5);
  await writeFile(join(dir, '5.jpg'), image);
  execFileSync('mkfifo', [join(dir, '6.jpg')]);
  const origin = createDirectoryOrigin(dir);
  expect((await origin.fetch(5)).image).toEqual(Buffer.from(image));
  await expect(origin.fetch(6)).rejects.toMatchObject({
    ...{ kind: 'origin', why: expect.stringContaining('it is not a regular file') },
  });
});
