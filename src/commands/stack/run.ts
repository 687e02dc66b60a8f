import { examineStack } from '../../core/doctor/stack-doctor.ts';
import { FibimgError } from '../../core/error.ts';
import { type StackFacts, type StoreCounts, unreadParts } from '../../core/stack/stack-facts.ts';
import { readStackFile } from '../../core/stack/stack-file.ts';
import { stackCard } from '../../report/stack/stack-card.ts';
import { stackEnv } from '../../report/stack/stack-env.ts';
import { stackList } from '../../report/stack/stack-list.ts';
import type { CommandContext } from '../command/command.ts';
import { countStore, uncounted } from './count-store.ts';
import { stackDocument, stackListDocument } from './document.ts';
import type { StackPlan } from './plan.ts';

export { plan } from './plan.ts';

export const run = async (context: CommandContext, options: StackPlan): Promise<number> => {
  const { settings, report } = context;
  if (settings.insecure.value) report.note('insecure: TLS certificates are not verified');
  if (options.from !== undefined) return show(context, options, await fromFile(context, options));
  if (options.name !== undefined) return showDeployed(context, options, options.name);
  await listAll(context);
  return 0;
};

const listAll = async ({ services, report }: CommandContext): Promise<void> => {
  const stacks = await report.during('looking for stacks', () => services.listStacks());
  if (stacks.length === 0) {
    report.note('no stack here looks like ours: outputs TheUrl and Bucket, or the tag fibimg');
  }
  await report.result(
    report.json ? stackListDocument(stacks) : stackList(stacks, report.colour.stdout),
  );
};

const showDeployed = async (
  context: CommandContext,
  options: StackPlan,
  name: string,
): Promise<number> => {
  const { services, report } = context;
  return report.during(`reading stack ${name}`, async () => {
    const stack = await services.resolveStack(name);
    // Names are all that scripts ask for; the rest would only cost permissions and time.
    if (options.format === 'env') return show(context, options, { ...unreadParts, stack });
    const [facts, counted] = await Promise.all([
      services.stackFacts(stack),
      options.check ? uncounted : countStore(context, stack),
    ]);
    const unknown = [...facts.unknown, ...counted.unknown];
    return show(context, options, { ...facts, unknown }, counted.counts);
  });
};

const fromFile = async (
  { services }: CommandContext,
  { from = '', name }: StackPlan,
): Promise<StackFacts> => {
  const text = new TextDecoder().decode(await services.readFile(from));
  const title = name ?? /([^/\\]+?)(\.template)?\.json$/.exec(from)?.[1] ?? from;
  const stacks = readStackFile(text, from, title);
  const names = stacks.map(({ stack }) => stack.name).join(', ');
  const [only, ...others] =
    name === undefined ? stacks : stacks.filter((each) => each.stack.name === name);
  if (only !== undefined && others.length === 0) return only;
  throw new FibimgError(
    'usage',
    name === undefined ? `${from} holds ${stacks.length} stacks` : `${from} holds no stack ${name}`,
    { why: names, hint: `fibimg stack ${stacks[0]?.stack.name ?? 'NAME'} --from ${from}` },
  );
};

const show = async (
  { report }: CommandContext,
  { format, check, load }: StackPlan,
  facts: StackFacts,
  counts?: StoreCounts,
): Promise<number> => {
  if (format === 'env') {
    await report.result(stackEnv(facts.stack));
    return 0;
  }
  const findings = examineStack(facts, load);
  await report.result(
    format === 'json'
      ? stackDocument(facts, counts, findings)
      : stackCard({ facts, counts, findings }, report.colour.stdout),
  );
  return check && findings.some(({ severity }) => severity !== 'warning') ? 1 : 0;
};
