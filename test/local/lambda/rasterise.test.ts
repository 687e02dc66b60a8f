import sharp from 'sharp';
import { expect, it } from 'vitest';
import { rasterise } from '../../../src/local/lambda/rasterise.ts';

const encoded = (
  channels: 3 | 4,
  background: { r: number; g: number; b: number; alpha?: number },
) =>
  sharp({ create: { width: 10, height: 10, channels, background } })
    .png()
    .toBuffer();

it('scales to the size asked for, three bytes a pixel', async () => {
  const red = await encoded(3, { r: 200, g: 10, b: 20 });
  const pixels = await rasterise(red, 4, 2);
  expect([...pixels]).toEqual(Array.from({ length: 8 }, () => [200, 10, 20]).flat());
});

it('lays transparency on black, and widens grey', async () => {
  const clear = await encoded(4, { r: 255, g: 255, b: 255, alpha: 0 });
  expect([...(await rasterise(clear, 1, 1))]).toEqual([0, 0, 0]);
  const grey = await sharp(clear)
    .flatten({ background: '#808080' })
    .toColourspace('b-w')
    .jpeg()
    .toBuffer();
  expect(await rasterise(grey, 2, 2)).toHaveLength(12);
});
