import { describe, expect, it } from 'vitest';
import {
  type AskService,
  warmOwnEnvironments,
} from '../../../src/bench/phases/warm-own-environments.ts';
import { FibimgError } from '../../../src/core/error.ts';

const { signal } = new AbortController();

/** A function with so many environments, each of which says its name; `asked` are the integers that it got. */
const service = (environments: number, answer?: (int: number) => void) => {
  const asked: number[] = [];
  const ask: AskService = async (int) => {
    asked.push(int);
    answer?.(int);
    return new Map([['x-fibimg-environment', `e${asked.length % environments}`]]);
  };
  return { asked, ask };
};

describe('warming the environments of a deployed function', () => {
  it('asks for bad integers once it has seen that the function is ours', async () => {
    const { asked, ask } = service(4);
    expect(await warmOwnEnvironments(4, ask, 444, signal)).toBe(4);
    expect(asked[0]).toBe(444);
    expect(new Set(asked.slice(1))).toEqual(new Set([0]));
  });

  it('sends nothing but the first request to a function that does not say who answers', async () => {
    const asked: number[] = [];
    const ask: AskService = async (int) => {
      asked.push(int);
      return new Map([['content-type', 'application/json']]);
    };
    const seen = await warmOwnEnvironments(4, ask, 444, signal);
    expect(seen).toEqual({ why: expect.stringContaining('another implementation') });
    expect(asked).toEqual([444]);
  });

  it('goes on when there are fewer environments than asked for, and some requests are throttled', async () => {
    let turn = 0;
    const { ask } = service(2, (int) => {
      turn += 1;
      if (int === 0 && turn % 3 === 0) throw new FibimgError('throttled', 'too many');
    });
    expect(await warmOwnEnvironments(4, ask, 444, signal)).toBe(2);
  });

  it('fails where every further request would fail too', async () => {
    const { ask } = service(2, (int) => {
      if (int === 0) throw new FibimgError('credentials', 'expired');
    });
    await expect(warmOwnEnvironments(4, ask, 444, signal)).rejects.toThrow('expired');
  });
});
