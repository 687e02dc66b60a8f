import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openProgressBar } from '../../../src/report/text/progress-bar.ts';

it('has drawn its last when it says that it has stopped', async () => {
  const written: string[] = [];
  const terminal = {
    columns: 80,
    draw: async (chunk: string) => {
      await sleep(1);
      written.push(chunk);
    },
  };
  const bar = openProgressBar(terminal, 3);
  bar.update(3, 'all of it');
  await bar.stop();
  const drawn = written.join('');
  expect(drawn).toContain('all of it');
  expect(drawn).toContain('\u001b[?25h');
  // Where the bar began is no place to go back to: notes may have moved it.
  for (const code of ['\u001b7', '\u001b8']) expect(drawn).not.toContain(code);
  await sleep(20);
  expect(written.join('')).toBe(drawn);
});
