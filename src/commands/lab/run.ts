import type { LabDocument, LabFindings } from '../../bench/lab/lab-document.ts';
import { runText, sealed } from '../../bench/run-file/digest.ts';
import { labText } from '../../report/lab/lab-text.ts';
import { requireConsent } from '../bench/changes/heavy-load.ts';
import { withOwnRequests } from '../bench/options/read-own-requests.ts';
import type { CommandContext } from '../command/command.ts';
import { type LoadedTarget, withTarget } from '../command/open-target.ts';
import { repeatCommand } from '../command/repeat-command.ts';
import type { Found } from './experiment.ts';
import { findBurst } from './find-burst.ts';
import { findIdle } from './find-idle.ts';
import { findMemory } from './find-memory.ts';
import type { LabPlan } from './plan.ts';

export { plan } from './plan.ts';

/** One experiment, asked first where it changes a function, then saved and printed. Interrupted, it tells what there is. */
export const run = async (context: CommandContext, asked: LabPlan): Promise<number> => {
  const { io, report, services } = context;
  if (asked.bench.generator.insecure) report.note('insecure: TLS certificates are not verified');
  const planned = { ...asked, bench: await withOwnRequests(context, asked.bench) };
  const { save } = planned.bench.outputs;
  const saved = save === undefined ? undefined : await services.prepareFile(save);
  const startedAt = io.clock.now().toISOString();
  const { document, failure } = await withTarget(context, planned.bench, async (target) => {
    allowLoad(planned, target);
    const { findings, failure } = await find(context, planned, target);
    const isPart = io.interrupt.aborted || failure !== undefined;
    const found = { startedAt, interrupted: isPart, ...findings };
    return { document: documentOf(context, planned, target, found), failure };
  });
  // A disk that is full is no reason to lose what took an hour.
  const unwritten = await saved?.write(runText(document)).catch((thrown: unknown) => ({ thrown }));
  const style = { width: io.stdout.columns, colour: report.colour.stdout };
  await report.result(
    report.json ? `${JSON.stringify(document, null, 2)}\n` : labText(document, style),
  );
  if (unwritten) throw unwritten.thrown;
  if (failure !== undefined) throw failure;
  return 0;
};

const allowLoad = ({ bench }: LabPlan, { system, url, deployed }: LoadedTarget): void => {
  if (system.sharesMachine) return;
  requireConsent(deployed?.title ?? url.host, bench.load, bench.allowLoad);
};

const find = (
  context: CommandContext,
  planned: LabPlan,
  target: LoadedTarget,
): Promise<Found<LabFindings>> => {
  switch (planned.lab) {
    case 'memory':
      return findMemory(context, planned, target);
    case 'burst':
      return findBurst(context, planned, target);
    case 'idle':
      return findIdle(context, planned, target);
  }
};

const documentOf = (
  { argv }: CommandContext,
  { bench: { seed } }: LabPlan,
  { system, subject }: LoadedTarget,
  found: LabFindings & Pick<LabDocument, 'startedAt' | 'interrupted'>,
): LabDocument =>
  sealed<LabDocument>({
    ...{ schemaVersion: 1, command: repeatCommand(argv, seed) },
    ...{ target: system.target, subject, sharesMachine: system.sharesMachine, seed },
    ...found,
  });
