import { describe, expect, it } from 'vitest';
import { autoShard } from '../../../../src/commands/bench/options/auto-shard.ts';
import { createProblems } from '../../../../src/config/problems.ts';

const shardIn = (env: Readonly<Record<string, string>>) => {
  const problems = createProblems('bench');
  const shard = autoShard(env, problems);
  problems.throwIfAny();
  return shard;
};

const job = { JOB_COMPLETION_INDEX: '2', FIBIMG_SHARDS: '4' };
const batch = { AWS_BATCH_JOB_ARRAY_INDEX: '0', AWS_BATCH_JOB_ARRAY_SIZE: '10' };

describe('--shard auto', () => {
  it('takes the part that a scheduler says', () => {
    expect(shardIn(job)).toEqual({ index: 2, of: 4 });
    expect(shardIn(batch)).toEqual({ index: 0, of: 10 });
    expect(shardIn({ ...batch, FIBIMG_SHARDS: '10', JOB_COMPLETION_INDEX: '' })).toEqual({
      ...{ index: 0, of: 10 },
    });
  });

  it.each([
    ['no scheduler', {}, 'finds neither JOB_COMPLETION_INDEX'],
    ['only a number of parts', { FIBIMG_SHARDS: '4' }, 'finds neither'],
    ['no number of parts', { JOB_COMPLETION_INDEX: '0' }, 'needs FIBIMG_SHARDS'],
    ['no size of the array', { AWS_BATCH_JOB_ARRAY_INDEX: '0' }, 'needs AWS_BATCH_JOB_ARRAY_SIZE'],
    ['two schedulers', { ...job, ...batch }, 'JOB_COMPLETION_INDEX=2 and AWS_BATCH'],
    ['two numbers of parts', { ...batch, FIBIMG_SHARDS: '4' }, 'FIBIMG_SHARDS is 4'],
    ['a part beyond the last', { ...job, FIBIMG_SHARDS: '2' }, 'name no part'],
    ['an index that is none', { ...job, JOB_COMPLETION_INDEX: '-1' }, 'name no part'],
    ['too many parts', { ...job, FIBIMG_SHARDS: '5000' }, 'name no part'],
  ])('refuses %s', (_what, env, why) => {
    expect(() => shardIn(env)).toThrow(why);
  });
});
