import { describe, expect, it } from 'vitest';
import { warmUntilSeen } from '../../../src/bench/phases/warm-environments.ts';

const never = new AbortController().signal;

/** A target that answers a probe from the environment used last that is free, as Lambda does. */
const target = (most: number, overlapping: number) => {
  let asked = 0;
  let busy = 0;
  const probe = async (): Promise<string | undefined> => {
    asked += 1;
    busy += 1;
    const environment = Math.min(Math.ceil(busy / overlapping), most);
    await Promise.resolve();
    busy -= 1;
    return `environment ${environment}`;
  };
  return { probe, asked: () => asked };
};

describe('warmUntilSeen', () => {
  it('stops at the first round that shows them all', async () => {
    const { probe, asked } = target(4, 1);
    expect([await warmUntilSeen(4, probe, never), asked()]).toEqual([4, 4]);
  });

  it('asks more at once of a target that answers before all have come', async () => {
    const { probe } = target(4, 8);
    expect(await warmUntilSeen(4, probe, never)).toBe(4);
  });

  it('gives up when no further ones show, after a bounded number of probes', async () => {
    const { probe, asked } = target(1, 1);
    expect(await warmUntilSeen(3, probe, never)).toBe(1);
    expect(asked()).toBe(3 + 3 * (1 + 2 + 4 + 8 + 8));
  });

  it('counts nothing for answers that name no environment', async () => {
    expect(await warmUntilSeen(2, async () => undefined, never)).toBe(0);
  });

  it('stops when it is interrupted', async () => {
    const stop = new AbortController();
    let rounds = 0;
    const probe = async (): Promise<string> => {
      rounds += 1;
      stop.abort();
      return 'one';
    };
    expect([await warmUntilSeen(2, probe, stop.signal), rounds]).toEqual([1, 2]);
  });
});
