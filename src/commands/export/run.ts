import { k6Manifest } from '../../bench/k6/k6-manifest.ts';
import { k6Script } from '../../bench/k6/k6-script.ts';
import { loadOf } from '../../bench/load/load-flags.ts';
import type { Scenario } from '../../bench/record/provenance.ts';
import type { Threshold } from '../../bench/threshold/threshold.ts';
import { withoutSecrets } from '../../core/secrets.ts';
import { randomRange } from '../../core/service/pixels.ts';
import type { Asked, CommandContext, Input } from '../command/command.ts';
import { prepareApart } from '../command/prepared-file.ts';
import type { exportOptions } from './options.ts';

export { scenario } from '../bench/options/scenario.ts';

type Options = Input<typeof exportOptions>['options'];

interface ExportPlan {
  readonly script: string;
  readonly output: string | undefined;
  readonly testrun: string | undefined;
  readonly parallelism: number;
}

export const plan = (
  { options, origins, problems }: Input<typeof exportOptions>,
  { io }: Pick<Asked, 'io'>,
): ExportPlan | undefined => {
  const { format, url, output, testrun, parallelism } = options;
  if (format === undefined) problems.add('export needs to know what for', 'fibimg export k6');
  if (options.json) problems.add('export writes a script, which is no JSON', 'leave out --json');
  if (url === undefined) problems.add('export needs the URL to load', '--url URL');
  if (origins.parallelism.kind !== 'default' && testrun === undefined) {
    problems.add('--parallelism needs --testrun', '--testrun run.yaml');
  }
  const script = problems.try(
    () => url && scriptOf(options, new URL(url), io.rng.below(2 ** 31 - 1)),
  );
  return script === undefined || script === ''
    ? undefined
    : { script, output, testrun, parallelism };
};

const scriptOf = (options: Options, url: URL, randomSeed: number): string => {
  const { thresholds, headers, dns } = options;
  const run = {
    version: 1,
    ...{ scenario: scenarioOf(options, url), seed: options.seed ?? randomSeed },
    thresholds: thresholds.map(thresholdText),
  } as const;
  return k6Script({ url, headers: Object.fromEntries(headers), dnsTtlMs: dns, thresholds, run });
};

const scenarioOf = (options: Options, url: URL): Scenario => {
  const { duration, thinkTime, gracefulStop, int, ints, check, timeout, keepalive, insecure } =
    options;
  const load = loadOf({
    ...options,
    ...{ durationMs: duration, thinkTimeMs: thinkTime, gracefulStopMs: gracefulStop },
  });
  const asked = int === undefined ? (ints ?? (check ? randomRange : null)) : [int];
  return {
    ...{ target: withoutSecrets(url.href), engine: 'k6', load, ints: asked, timeoutMs: timeout },
    ...{ keepAlive: keepalive, check, insecure },
  };
};

/** As `--threshold` takes it. */
const thresholdText = (one: Threshold): string => {
  const { metric, expression, abortOnFail, delayAbortEvalMs } = one;
  const ending = abortOnFail ? ` abortOnFail delayAbortEval=${delayAbortEvalMs}ms` : '';
  return `${metric}: ${expression}${ending}`;
};

export const run = async (
  { services, report }: CommandContext,
  { script, output, testrun, parallelism }: ExportPlan,
): Promise<number> => {
  const prepare = prepareApart(services.prepareFile);
  const scriptFile = output === undefined ? undefined : await prepare(output);
  const manifestFile = testrun === undefined ? undefined : await prepare(testrun);
  await scriptFile?.write(script);
  await manifestFile?.write(k6Manifest({ script, parallelism }));
  if (scriptFile === undefined && manifestFile === undefined) await report.result(script);
  for (const path of [output, testrun]) if (path !== undefined) report.note(`wrote ${path}`);
  return 0;
};
