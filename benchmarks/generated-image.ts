/** The time that a generated image takes, by size. */
import { createGeneratedOrigin } from '../src/origin/generated.ts';
import { spread, timed } from './rounds.ts';

const origin = createGeneratedOrigin();
const firstMs = await timed(() => origin.fetch(500));
console.log(`first 500 px image, with loading the library: ${firstMs.toFixed(0)} ms`);
for (const [pixels, rounds] of [
  [100, 50],
  [500, 50],
  [1000, 30],
  [5000, 20],
] as const) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push(await timed(() => origin.fetch(pixels)));
  }
  const { image } = await origin.fetch(pixels);
  console.log(
    `${String(pixels).padStart(5)} px  median ${spread(times, 1)} ms of ${rounds}, ${image.length} bytes`,
  );
}
