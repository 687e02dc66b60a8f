import { closest } from '../src/core/closest.ts';
import { FibimgError, messageOf } from '../src/core/error.ts';
import { type Job, readJob } from '../src/core/events/job.ts';
import { parseJson } from '../src/core/json.ts';

/** What the context switches (`-c NAME=VALUE`) say of a stack. */
export interface StackOptions {
  /** `original`: the names, shape, capacity and grants of the stack that the original deploys. */
  readonly parity: 'none' | 'original';
  readonly billing: 'on-demand' | 'provisioned';
  /** What an on-demand table may take in a second, so that a flood has a price limit. */
  readonly maxReadUnits: number;
  readonly maxWriteUnits: number;
  readonly urlAuth: 'none' | 'iam';
  readonly memoryMb: number;
  readonly arch: 'arm64' | 'x86_64';
  readonly timeoutSeconds: number;
  readonly reservedConcurrency: number | undefined;
  readonly images: 'on' | 'off';
  /** The one path by which uploads reach the function; two would handle each of them twice. */
  readonly events: 'off' | 'eventbridge' | 'sqs';
  /** The longest side of thumbnails in pixels, where it is not the function's own default. */
  readonly thumbnailSide: number | undefined;
  /** `rate(...)` or `cron(...)`, and what is then to be done. */
  readonly schedule: string | undefined;
  readonly job: Job | undefined;
  readonly xray: 'on' | 'off';
  readonly alarms: 'on' | 'off';
  /** The ARN of the SNS topic that alarms notify. */
  readonly alarmTopic: string | undefined;
  /** `on`: bucket and table outlive the stack. */
  readonly retain: 'on' | 'off';
  /** The alias that the URL calls: it points at a version, so that the one before can be called again. */
  readonly alias: string | undefined;
  /** `on`: what `bench --fleet` runs its tasks on. */
  readonly fleet: 'on' | 'off';
  /** The image of those tasks, where it is not the one that is tested: Node 20 or later as `node`, by digest. */
  readonly fleetImage: string | undefined;
}

/** The whole context: text from the command line, any JSON from cdk.json. */
type Context = Readonly<Record<string, unknown>>;

/** Not for a stack of the original's exact shape. */
const ownSwitches = [
  'maxReadUnits',
  'maxWriteUnits',
  'xray',
  'alarms',
  'alarmTopic',
  'retain',
  'alias',
  'events',
  'thumbnailSide',
  'schedule',
  'job',
  'fleet',
  'fleetImage',
];
const switches = [
  ...['parity', 'billing', 'urlAuth', 'memory', 'arch', 'reservedConcurrency', 'images'],
  ...ownSwitches,
];

/** What the tool itself keeps in the context, beside names with a colon or a slash. */
const toolNames = ['cli-telemetry', 'acknowledged-issue-numbers'];

/** What a new on-demand table serves at once; AWS lets a table grow beyond that only over time. */
const newTableUnits = { read: 12_000, write: 4000 };

/** Every switch with its default; those of a stack like the original's are the original's own. */
export const readStackOptions = (context: Context): StackOptions => {
  refuseUnknown(context);
  const parity = choice(context, 'parity', ['none', 'original']);
  const original = parity === 'original';
  const billing = choice(
    context,
    'billing',
    original ? ['provisioned', 'on-demand'] : ['on-demand', 'provisioned'],
  );
  const alarms = choice(context, 'alarms', ['off', 'on']);
  if (original) refuse(context, ownSwitches, 'parity=original has the exact shape of the original');
  if (billing === 'provisioned') {
    refuse(context, ['maxReadUnits', 'maxWriteUnits'], 'a limit goes with billing=on-demand');
  }
  const events = choice(context, 'events', ['off', 'eventbridge', 'sqs']);
  if (events === 'off')
    refuse(context, ['thumbnailSide'], 'it goes with events=eventbridge or sqs');
  else if (context['images'] === 'off') {
    throw new FibimgError('config', '-c images=off: thumbnails of uploads need images=on');
  }
  const schedule = matching(context, 'schedule', /^(rate|cron)\([\w *,/?#-]+\)$/, scheduleRule);
  const job = jobIn(context);
  if (schedule === undefined) refuse(context, ['job'], 'it goes with a schedule');
  if (schedule !== undefined && job === undefined) {
    throw new FibimgError('config', `-c schedule=${schedule}: it needs -c job`, { hint: jobRule });
  }
  const fleet = choice(context, 'fleet', ['off', 'on']);
  if (alarms === 'off') refuse(context, ['alarmTopic'], 'it goes with alarms=on');
  if (fleet === 'off') refuse(context, ['fleetImage'], 'it goes with fleet=on');
  return {
    parity,
    billing,
    maxReadUnits: wholeNumber(context, 'maxReadUnits', 1, 1_000_000) ?? newTableUnits.read,
    maxWriteUnits: wholeNumber(context, 'maxWriteUnits', 1, 1_000_000) ?? newTableUnits.write,
    urlAuth: choice(context, 'urlAuth', ['none', 'iam']),
    memoryMb: wholeNumber(context, 'memory', 128, 10_240) ?? 1024,
    arch: choice(context, 'arch', original ? ['x86_64', 'arm64'] : ['arm64', 'x86_64']),
    timeoutSeconds: original ? 6 : 28,
    reservedConcurrency: wholeNumber(context, 'reservedConcurrency', 0, 1_000_000),
    images: choice(context, 'images', events === 'off' ? ['off', 'on'] : ['on', 'off']),
    ...{ events, schedule, job },
    thumbnailSide: wholeNumber(context, 'thumbnailSide', 1, 9999),
    xray: choice(context, 'xray', ['off', 'on']),
    alarms,
    alarmTopic: matching(context, 'alarmTopic', /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, topicRule),
    retain: choice(context, 'retain', ['off', 'on']),
    alias: matching(context, 'alias', /^(?!\d+$)[\w-]{1,128}$/, aliasRule),
    fleet,
    fleetImage: matching(context, 'fleetImage', /^[\w.:/-]+@sha256:[0-9a-f]{64}$/, imageRule),
  };
};

const topicRule = 'the ARN of an SNS topic';
const scheduleRule = 'rate(...) or cron(...), as EventBridge has them';
const jobRule = `JSON, such as '{"job":"warm","environments":5}' or '{"job":"seed","ints":"400-410"}'`;
const imageRule = 'an image by its digest, NAME@sha256:...';
const aliasRule = 'letters, digits, - and _, and not digits alone';

/** Text from the command line, an object from cdk.json. */
const jobIn = ({ job: given }: Context): Job | undefined => {
  if (given === undefined) return undefined;
  const value = typeof given === 'string' ? parseJson(given) : given;
  try {
    const job = readJob(value);
    if (job !== undefined) return job;
  } catch (thrown) {
    throw new FibimgError('config', `-c job: ${messageOf(thrown)}`, { hint: jobRule });
  }
  throw new FibimgError('config', `-c job: must be ${jobRule}`);
};

/** A switch that is misspelt must not leave, say, a public URL: it is refused. */
const refuseUnknown = (context: Context): void => {
  const unknown = Object.keys(context).find(
    (name) => !/[:/]/.test(name) && ![...switches, ...toolNames].includes(name),
  );
  if (unknown === undefined) return;
  const near = closest(unknown, switches);
  throw new FibimgError('config', `-c ${unknown}: there is no such switch`, {
    hint: near ? `did you mean -c ${near}?` : `the switches are ${switches.join(', ')}`,
  });
};

const refuse = (context: Context, names: readonly string[], why: string): void => {
  const given = names.find((name) => context[name] !== undefined);
  if (given !== undefined) throw new FibimgError('config', `-c ${given}: ${why}`);
};

/** One of the values, of which the first is the default. */
const choice = <const T extends string>(
  context: Context,
  name: string,
  values: readonly [T, ...T[]],
): T => {
  const given = context[name] ?? values[0];
  const value = values.find((candidate) => candidate === given);
  if (value !== undefined) return value;
  throw new FibimgError('config', `-c ${name}=${given}: must be ${values.join(' or ')}`);
};

const wholeNumber = (
  context: Context,
  name: string,
  least: number,
  most: number,
): number | undefined => {
  const given = context[name] ?? undefined;
  if (given === undefined) return undefined;
  const value = Number(given);
  if (/^\d+$/.test(String(given)) && value >= least && value <= most) return value;
  const range = `from ${least} to ${most}`;
  throw new FibimgError('config', `-c ${name}=${given}: must be a whole number ${range}`);
};

const matching = (
  context: Context,
  name: string,
  form: RegExp,
  rule: string,
): string | undefined => {
  const given = context[name] ?? undefined;
  if (given === undefined || (typeof given === 'string' && form.test(given))) return given;
  throw new FibimgError('config', `-c ${name}=${given}: must be ${rule}`);
};
