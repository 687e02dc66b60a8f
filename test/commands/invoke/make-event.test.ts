import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readEvent, readMessage } from '../../../src/core/events/read-event.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { startLambdaApiServer } from '../../support/aws/lambda-api-server.ts';
import { runFibimg } from '../../support/cli/run-fibimg.ts';

beforeEach(() => stubAwsEnv());
afterEach(() => vi.unstubAllEnvs());

const upload = ['--key', 'upload/a cat+.jpg', '--event-bucket', 'b', '--region', 'eu-west-1'];
const printed = async (kind: string, ...more: string[]): Promise<unknown> => {
  const { code, out, err } = await runFibimg(['invoke', '--event', kind, '--print-event', ...more]);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
};
const record = {
  kind: 'created',
  object: { region: 'eu-west-1', bucket: 'b', key: 'upload/a cat+.jpg' },
};

describe('invoke --event', () => {
  it.each(['s3-put', 's3-eventbridge'])('makes a %s that the function reads', async (kind) => {
    const event = readEvent(await printed(kind, ...upload));
    expect(event).toMatchObject({ kind: 's3', records: [record] });
  });

  it('makes a batch of a queue, with the notification in its message', async () => {
    const event = readEvent(await printed('sqs', ...upload));
    if (event.kind !== 'sqs' || event.messages[0] === undefined) throw new Error('no message');
    expect(readMessage(event.messages[0])).toMatchObject([record]);
  });

  it("makes a schedule's input, one of its own or the one that is given", async () => {
    expect(await printed('schedule')).toEqual({ job: 'seed', ints: '400-410' });
    const warm = { job: 'warm', environments: 3 };
    expect(await printed('schedule', '--payload', JSON.stringify(warm))).toEqual(warm);
  });

  it('comes from the bucket of the local Lambda where no other is known', async () => {
    const event = readEvent(await printed('s3-put', '--region', 'eu-west-1'));
    const object = { region: 'us-east-1', bucket: 'local-bucket', key: 'upload/example.jpg' };
    expect(event).toMatchObject({ records: [{ object }] });
  });

  it('prints one line with --json', async () => {
    const { out } = await runFibimg(['invoke', '--event', 's3-put', '--print-event', '--json']);
    expect(out.split('\n')).toHaveLength(2);
  });

  it('is sent as any other payload is', async () => {
    const server = await startLambdaApiServer(() => ({ body: '{"records":[]}' }));
    onTestFinished(() => server[Symbol.asyncDispose]());
    const at = ['--function', 'f', '--endpoint-url', server.url];
    const { code, out } = await runFibimg(['invoke', '--event', 's3-put', ...at]);
    expect([code, out]).toEqual([0, '{"records":[]}\n']);
    expect(readEvent(JSON.parse(server.calls[0]?.payload ?? '')).kind).toBe('s3');
  });

  it.each([
    [['--event', 's3-get'], 'there is no event "s3-get"'],
    [['--event', 's3-put', '--int', '5'], '--event makes an event of its own'],
    [['--event', 's3-put', '--payload', '{}'], '--event s3-put takes no --payload'],
    [['--event', 'schedule', '--key', 'k'], '--key is of an upload'],
    [['--event-bucket', 'b', '--int', '5'], '--event-bucket is of an upload'],
    [['--event', 's3-put'], 'there is no function to invoke'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await runFibimg(['invoke', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
