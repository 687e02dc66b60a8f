/**
 * A task of `bench --fleet`: the code that a conductor brings to a bare Node. It makes its part of the load, and whatever
 * becomes of the conductor, it ends by itself.
 */
import { messageOf } from '../core/error.ts';
import { prepareShard } from './generator/prepare-shard.ts';
import { runShard } from './generator/run-shard.ts';
import { createNodeIo } from './terminal/node-io.ts';

const io = createNodeIo();
// Whoever stops a task wants nothing of it any more: what it wrote now would be left behind. A load is ended by the plan's way.
io.interrupt.addEventListener('abort', () => process.exit(1));
runShard({ io, prepare: prepareShard }).then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    process.stderr.write(`${messageOf(thrown)}\n`);
    process.exit(1);
  },
);
