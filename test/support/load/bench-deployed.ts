import type { BenchDocument, PhaseSummary } from '../../../src/bench/record/document.ts';
import { type DeployedFunctionOptions, deployFunction } from '../aws/deployed-function.ts';
import { originalName } from '../aws/original-stack.ts';
import type { Bucket } from '../aws/s3/s3-bucket.ts';
import { runFibimg, temporaryFolder } from '../cli/run-fibimg.ts';
import { createTestIo, type TestIoOptions } from '../cli/test-io.ts';
import { realClock } from './real-clock.ts';

/** A load that is over soon, on images that need no network. */
export const quick = [
  '--vus',
  '3',
  '--duration',
  '1s',
  '--ints',
  '400-411',
  '--source',
  'generated',
  // The original's policy is from before function URLs needed two actions.
  '--allow-problems',
];

/** A deployed stack, and bench on it. */
export const setUp = async (options: DeployedFunctionOptions = {}) => {
  const deployed = await deployFunction(options);
  const { endpointUrl } = deployed;
  const XDG_STATE_HOME = await temporaryFolder();
  const bench = (argv: readonly string[], io: TestIoOptions = {}) =>
    runFibimg(['bench', '--endpoint-url', endpointUrl, ...argv], {
      io: createTestIo({ clock: realClock, ...io, env: { XDG_STATE_HOME, ...io.env } }),
    });
  const onStack = async (...argv: readonly string[]) => {
    const { code, out, err } = await bench(['--stack', originalName, ...quick, '--json', ...argv]);
    return { code, err, document: JSON.parse(out) as BenchDocument };
  };
  return { ...deployed, bench, onStack };
};

/** Of a trend. */
export const count = ({ metrics }: PhaseSummary, name: string): number => {
  const metric = metrics[name];
  return metric?.type === 'trend' ? (metric.values['count'] ?? 0) : 0;
};

export const phasesOf = ({ phases }: BenchDocument): readonly [PhaseSummary, PhaseSummary] => {
  const [cold, warm] = phases;
  if (cold === undefined || warm === undefined) throw new Error('two phases were expected');
  return [cold, warm];
};

/** The keys in a bucket. */
export const things = ({ bucket }: { readonly bucket: Bucket }) =>
  [...bucket.objectsAfter('')].map(({ key }) => key);
