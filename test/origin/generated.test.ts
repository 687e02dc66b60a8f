import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isCompleteJpeg, jpegDimensions } from '../../src/core/service/jpeg.ts';
import { createGeneratedOrigin } from '../../src/origin/generated.ts';
import { spiralSvg } from '../../src/origin/spiral.ts';

const origin = createGeneratedOrigin();
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('generated', () => {
  it.each([1, 2, 3, 400, 777, 5000])('is a JPEG of %i pixels each way', async (pixels) => {
    const { image, finalUrl, contentType, contentDisposition } = await origin.fetch(pixels);
    expect(jpegDimensions(image)).toEqual({ width: pixels, height: pixels });
    expect(isCompleteJpeg(image)).toBe(true);
    expect(finalUrl).toBe(`generated:spiral/${pixels}`);
    expect(contentType).toEqual(['image/jpeg']);
    expect(contentDisposition).toEqual([`inline; filename="spiral-${pixels}x${pixels}.jpg"`]);
  });

  it('is the same bytes every time, and another picture for another size', async () => {
    const first = await origin.fetch(300);
    const [again, other] = await Promise.all([origin.fetch(300), origin.fetch(301)]);
    expect(digest(again.image)).toBe(digest(first.image));
    expect(digest(other.image)).not.toBe(digest(first.image));
  });

  it('draws nothing when it is aborted already', async () => {
    await expect(origin.fetch(20, AbortSignal.abort(new Error('no')))).rejects.toThrow('no');
  });
});

describe('spiralSvg', () => {
  it('has the Fibonacci numbers as the sides of its squares', () => {
    const sides = [...spiralSvg(500).matchAll(/<rect [^>]*width="(\d+)"/g)].map(([, side]) =>
      Number(side),
    );
    expect(sides).toEqual([89, 55, 34, 21, 13, 8, 5, 3, 2, 1, 1]);
  });
});
