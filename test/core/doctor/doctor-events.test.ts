import { describe, expect, test } from 'vitest';
import { eventFindings } from '../../../src/core/doctor/doctor-events.ts';
import { examineStack } from '../../../src/core/doctor/stack-doctor.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { templateFacts } from '../../../src/core/stack/stack-template.ts';
import { stackCard } from '../../../src/report/stack/stack-card.ts';
import { synthesise } from '../../infra/synthesise.ts';

const templateOf = (switches: Readonly<Record<string, string>>): JsonObject =>
  synthesise(switches).template.toJSON();
const schedule = { schedule: 'rate(5 minutes)', job: '{"job":"warm","environments":5}' };
const templates = {
  bridge: templateOf({ events: 'eventbridge', alias: 'live', ...schedule }),
  queue: templateOf({ events: 'sqs' }),
  off: templateOf({}),
};

const functionId = Object.keys(Object(templates.queue['Resources'])).find((id) =>
  /^GetFibonacciImage[0-9A-F]{8}$/.test(id),
);

/** The template as text, changed: what a person would mistype. */
const found = (name: keyof typeof templates, change: (text: string) => string = (text) => text) => {
  const changed: JsonObject = JSON.parse(change(JSON.stringify(templates[name])));
  return eventFindings(templateFacts('s', changed)).map(({ id, severity }) => `${severity} ${id}`);
};

test.each(['bridge', 'queue', 'off'] as const)(
  'our own stack has none of the mistakes: %s',
  (name) => {
    expect(found(name)).toEqual([]);
    const ids = examineStack(templateFacts('s', templates[name])).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('events'))).toEqual([]);
  },
);

describe.each<[string, keyof typeof templates, (text: string) => string, readonly string[]]>([
  [
    'a rule without a prefix',
    'bridge',
    (text) => text.replace('"object":{"key":[{"prefix":"upload/"}]}', '"other":{}'),
    ['problem events-loop'],
  ],
  [
    'a rule on thumbnails',
    'bridge',
    (text) => text.replace('{"prefix":"upload/"}', '{"prefix":"thumbnail/small"}'),
    ['problem events-loop'],
  ],
  [
    'a rule on a suffix',
    'bridge',
    (text) => text.replace('{"prefix":"upload/"}', '{"suffix":".jpg"}'),
    ['problem events-loop'],
  ],
  [
    'a queue that hears of all keys',
    'queue',
    (text) => text.replace('"Value":"upload/"', '"Value":""'),
    ['problem events-loop'],
  ],
  [
    'rules that may not call',
    'bridge',
    (text) =>
      text.replaceAll('"Principal":"events.amazonaws.com"', '"Principal":"s3.amazonaws.com"'),
    ['problem events-permission', 'problem events-permission'],
  ],
  [
    'a disabled schedule',
    'bridge',
    (text) => text.replace(/("ScheduleExpression":"[^"]*","State":)"ENABLED"/, '$1"DISABLED"'),
    ['problem events-off'],
  ],
  [
    'a message that is hidden for less than six time-outs',
    'queue',
    (text) => text.replace('"VisibilityTimeout":168', '"VisibilityTimeout":60'),
    ['warning events-visibility'],
  ],
  [
    'a message that is hidden for less than one time-out, by default',
    'queue',
    (text) =>
      text.replace('"VisibilityTimeout":168', '"Other":1').replace('"Timeout":28', '"Timeout":31'),
    ['problem events-visibility'],
  ],
  [
    'a queue without a dead-letter queue',
    'queue',
    (text) => text.replace('"RedrivePolicy"', '"Other"'),
    ['warning events-redrive'],
  ],
  [
    'a mapping that takes a batch as a whole',
    'queue',
    (text) => text.replace('["ReportBatchItemFailures"]', '[]'),
    ['warning events-batch'],
  ],
  [
    'no failure destination',
    'bridge',
    (text) => text.replaceAll('"OnFailure"', '"OnSuccess"'),
    ['warning events-no-destination'],
  ],
  [
    'both paths',
    'queue',
    (text) =>
      text.replace(
        '"Resources":{',
        `"Resources":{"Both":${JSON.stringify({
          Type: 'AWS::Events::Rule',
          Properties: {
            EventPattern: {
              source: ['aws.s3'],
              detail: { object: { key: [{ prefix: 'upload/' }] } },
            },
            Targets: [{ Arn: { 'Fn::GetAtt': [functionId, 'Arn'] } }],
          },
        })},"Allowed":${JSON.stringify({
          Type: 'AWS::Lambda::Permission',
          Properties: { Principal: 'events.amazonaws.com', FunctionName: { Ref: functionId } },
        })},`,
      ),
    ['warning events-twice'],
  ],
])('%s', (_, name, change, expected) => {
  test('is told', () => {
    expect(change(JSON.stringify(templates[name]))).not.toBe(JSON.stringify(templates[name]));
    expect(found(name, change)).toEqual(expected);
  });
});

test('the card has a line for each source', () => {
  const cardOf = (name: keyof typeof templates) =>
    stackCard(
      { facts: templateFacts('s', templates[name]), counts: undefined, findings: [] },
      false,
    );
  expect(cardOf('bridge')).toMatch(
    /events +rule Uploads\w+, keys upload\/\*, enabled\n +schedule Schedule\w+, rate\(5 minutes\), enabled\n/,
  );
  expect(cardOf('queue')).toMatch(
    /events +queue \w+, keys upload\/\*, hidden for 168 s, enabled\n/,
  );
  expect(cardOf('off')).not.toMatch(/^ *events /m);
});
