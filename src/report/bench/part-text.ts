import type { Duet, Shard } from '../../bench/record/provenance.ts';

/** Which run of its duet: their ids begin alike. */
export const duetText = ({ pilot, pair, arm }: Duet): string =>
  `${pilot ? 'pilot pair' : 'pair'} ${pair} ${arm}`;

/** Before a load of which a run makes only a part. */
export const shardText = (shard: Shard | undefined): string =>
  shard === undefined ? '' : `part ${shard.index}/${shard.of} of `;
