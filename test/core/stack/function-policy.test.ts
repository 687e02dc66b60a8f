import { describe, expect, test } from 'vitest';
import { missingUrlActions, publicActions } from '../../../src/core/stack/function-policy.ts';

const policy = (...statements: object[]) => JSON.stringify({ Statement: statements });
const allow = { Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunctionUrl' };

describe('what a policy lets anybody do through the URL', () => {
  test.each([
    [
      'both actions as AWS writes them',
      policy(
        { ...allow, Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } } },
        {
          ...allow,
          Action: 'lambda:InvokeFunction',
          Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
        },
      ),
      ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'],
    ],
    [
      'a list of actions, a principal as object',
      policy({ ...allow, Principal: { AWS: ['*'] }, Action: ['lambda:*'] }),
      ['lambda:*'],
    ],
    [
      'one statement that is no list',
      JSON.stringify({ Statement: allow }),
      ['lambda:InvokeFunctionUrl'],
    ],
    ['another account', policy({ ...allow, Principal: { AWS: 'arn:aws:iam::1:root' } }), []],
    ['a service', policy({ ...allow, Principal: { Service: 's3.amazonaws.com' } }), []],
    ['a denial', policy({ ...allow, Effect: 'Deny' }), []],
    [
      'signed requests',
      policy({
        ...allow,
        Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
      }),
      [],
    ],
    [
      'a source that is asked for',
      policy({ ...allow, Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::b' } } }),
      [],
    ],
    ['no JSON', '<html>', []],
    ['nothing', '', []],
  ])('%s', (_, text, actions) => {
    expect(publicActions(text)).toEqual(actions);
  });
});

test.each([
  [[], ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']],
  [['lambda:InvokeFunctionUrl'], ['lambda:InvokeFunction']],
  [['lambda:InvokeFunction'], ['lambda:InvokeFunctionUrl']],
  [['lambda:*'], []],
  [['*'], []],
])('with %j granted, %j is missing', (granted, missing) => {
  expect(missingUrlActions(granted)).toEqual(missing);
});
