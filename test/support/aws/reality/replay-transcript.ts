import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange, Transcript } from './transcript.ts';
import { errorTypeIn, reportIn } from './transcript.ts';

/** What a stand-in answered otherwise than the transcript, in words. */
type Difference = string;

/**
 * Sends the requests of a transcript to a stand-in in the same order, with the revisions that it gave in place of those
 * recorded, and tells where its answers differ: in status, kind of error, fields, or in what is neither an id nor a text.
 */
export const replayTranscript = async (
  { exchanges }: Transcript,
  url: string,
): Promise<readonly Difference[]> => {
  const given: Given = { revisions: new Map(), versions: new Map() };
  const differences: Difference[] = [];
  for (const [index, exchange] of exchanges.entries()) {
    const found = await sendSettled(url, exchange, given);
    for (const difference of compare(exchange, found, given)) {
      differences.push(`exchange ${index + 1}, ${exchange.operation}: ${difference}`);
    }
    learn(given.revisions, 'RevisionId', exchange.response.body, found.body);
    if (exchange.operation === 'PublishVersion') {
      learn(given.versions, 'Version', exchange.response.body, found.body);
    }
  }
  return differences;
};

/** What the stand-in has in place of what was recorded. */
interface Given {
  readonly revisions: Map<string, string>;
  readonly versions: Map<string, string>;
}

const learn = (
  known: Map<string, string>,
  key: string,
  recorded: unknown,
  found: unknown,
): void => {
  const [one, other] = [asObject(recorded)[key], asObject(found)[key]];
  if (typeof one === 'string' && typeof other === 'string') known.set(one, other);
};

type Answer = Exchange['response'];

const mostLooks = 100;

/** How long an update is in progress is not what is compared: where it was over, it is waited for. */
const sendSettled = async (url: string, exchange: Exchange, given: Given): Promise<Answer> => {
  for (let looks = 1; ; looks += 1) {
    const found = await send(url, exchange, given);
    const isEarly =
      exchange.request.method === 'GET'
        ? statusIn(exchange.response.body) === 'Successful' && statusIn(found.body) === 'InProgress'
        : exchange.response.status < 400 && found.status === 409;
    if (!isEarly || looks === mostLooks) return found;
    await sleep(5);
  }
};

const send = async (
  url: string,
  { operation, request }: Exchange,
  { revisions, versions }: Given,
): Promise<Answer> => {
  const address = new URL(request.path, url);
  const as = (known: ReadonlyMap<string, string>, value: unknown) =>
    known.get(String(value)) ?? value;
  for (const [key, value] of Object.entries(request.query)) {
    address.searchParams.set(key, String(key === 'Qualifier' ? as(versions, value) : value));
  }
  const { RevisionId, FunctionVersion, ...body } = asObject(request.body);
  const revised = {
    ...body,
    ...(RevisionId !== undefined && { RevisionId: as(revisions, RevisionId) }),
    ...(FunctionVersion !== undefined && { FunctionVersion: as(versions, FunctionVersion) }),
  };
  const response = await fetch(address, {
    method: request.method,
    ...(request.body === null ? {} : { body: JSON.stringify(revised) }),
  });
  const headers = Object.fromEntries(response.headers);
  const text = await response.text();
  const isInvoke = operation === 'Invoke';
  return {
    status: response.status,
    errorType: errorTypeIn(headers),
    body: isInvoke || text === '' ? null : JSON.parse(text),
    ...(isInvoke && { report: reportIn(headers['x-amz-log-result']) }),
  };
};

const compare = (
  { operation, response }: Exchange,
  found: Answer,
  { versions }: Given,
): readonly Difference[] => {
  const differences: Difference[] = [];
  const same = (what: string, recorded: unknown, given: unknown): void => {
    if (recorded !== given) differences.push(`${what} is ${given}, was ${recorded}`);
  };
  same('the status', response.status, found.status);
  same('the kind of error', response.errorType, found.errorType);
  same('the REPORT line', fieldsIn(response.report), fieldsIn(found.report));
  if (response.status >= 400 || differences.length > 0) return differences;
  const [recorded, given] = [asObject(response.body), asObject(found.body)];
  const known = (value: unknown) => versions.get(String(value)) ?? value;
  for (const name of relied) {
    // The number that it gives is learnt from it.
    if (operation === 'PublishVersion' && name === 'Version') continue;
    same(name, shown(known(recorded[name])), shown(given[name]));
  }
  for (const name of ['RevisionId', 'FunctionArn', 'AliasArn']) {
    same(`${name} among its fields`, name in recorded, name in given);
  }
  return differences;
};

/** What the product reads of an answer, and what a stand-in must have as it was. */
const relied = ['FunctionVersion', 'Version', 'State', 'Name'] as const;

const shown = (value: unknown): string => JSON.stringify(value) ?? 'absent';

/** Its fields without their values: `Duration Billed Duration ... Init Duration`. */
const fieldsIn = (report: string | undefined): string =>
  (report ?? '')
    .split('\t')
    .slice(1)
    .map((field) => field.split(':')[0]?.trim() ?? '')
    .filter((field) => field !== '')
    .join(', ');

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const statusIn = (body: unknown): unknown => asObject(body)['LastUpdateStatus'];
