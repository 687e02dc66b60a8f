import { missingUrlActions } from '../stack/function-policy.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import type { Finding, PlannedLoad } from './finding.ts';

/** The original's slowest answer took 3.81 s, of which most was the origin's. */
const shortestTimeoutS = 5;

export const functionFindings = (
  { function: fn }: StackFacts,
  { timeoutMs }: PlannedLoad,
): readonly Finding[] => {
  if (fn === undefined) return [];
  const { timeoutS, state, lastUpdate } = fn;
  const findings: Finding[] = [];
  if (timeoutS !== undefined && timeoutS < shortestTimeoutS) {
    findings.push({
      id: 'function-timeout-short',
      severity: 'warning',
      what: `function ${fn.name} times out after ${timeoutS} s`,
      why: 'a missing image is fetched from the origin, which alone took up to 3.8 s when it was measured; what takes longer is cut there and counts as function_error',
      hint: 'raise its time-out to 10 s or more',
    });
  }
  if (timeoutS !== undefined && timeoutMs !== undefined && timeoutMs < timeoutS * 1000) {
    findings.push({
      id: 'client-timeout-short',
      severity: 'warning',
      what: `the client gives up after ${timeoutMs / 1000} s, the function after ${timeoutS} s`,
      why: `the latencies end at ${timeoutMs / 1000} s: what is slower counts as a time-out, though the function goes on and is billed`,
      hint: `--timeout ${timeoutS + 2}s`,
    });
  }
  if (
    (state !== undefined && state !== 'Active') ||
    (lastUpdate ?? 'Successful') !== 'Successful'
  ) {
    findings.push({
      id: 'function-not-ready',
      severity: 'problem',
      what: `function ${fn.name} is not ready`,
      why: `state ${state ?? 'unknown'}, last update ${lastUpdate ?? 'unknown'}`,
      hint: 'wait, or deploy it again',
    });
  }
  return findings;
};

/** What makes starts of this function other than a load test takes them for. */
export const traitFindings = ({ function: fn }: StackFacts): readonly Finding[] => {
  if (fn?.traits === undefined) return [];
  const { name, version, traits } = fn;
  const { snapStart, vpcSubnets, capacityProvider, requestsPerEnvironment, durable } = traits;
  const findings: Finding[] = [];
  if (capacityProvider !== null) {
    findings.push({
      id: 'function-managed-instances',
      severity: 'warning',
      what: `function ${name} runs on managed instances${requestsPerEnvironment === null ? '' : `, up to ${requestsPerEnvironment} requests an environment`}`,
      why: 'an environment there serves several requests at once and is started ahead of them: which request met a new one cannot be told, so every start is unknown',
      hint: 'compare its latency by load, not by start; cold starts on purpose need a function without a capacity provider',
    });
  }
  if (snapStart && (version ?? '$LATEST') === '$LATEST') {
    findings.push({
      id: 'function-snap-start-latest',
      severity: 'warning',
      what: `function ${name} has SnapStart, and $LATEST starts without a snapshot`,
      why: 'snapshots are made of published versions: the cold starts measured here are not those of an alias',
      hint: `bench --function ${name}:ALIAS --cold-method version measures restored starts`,
    });
  }
  if (durable) {
    findings.push({
      id: 'function-durable',
      severity: 'warning',
      what: `function ${name} is a durable function`,
      why: 'its executions are suspended and replayed, each replay as an invocation of its own: one request is not one invocation',
      hint: 'measure a function without durable executions, or read its figures for each execution as a whole',
    });
  }
  if (vpcSubnets > 0) {
    findings.push({
      id: 'function-vpc',
      severity: 'warning',
      what: `function ${name} is in a VPC`,
      why: 'a change of it may take minutes to settle, and it reaches the image origin only through a NAT gateway',
      hint: 'allow for slow rounds of cold starts, and for 502 on missing images where there is no way out',
    });
  }
  return findings;
};

export const urlFindings = (facts: StackFacts): readonly Finding[] => {
  const { stack, url } = facts;
  if (url === undefined) return isUrlGone(facts) ? [urlGone(stack)] : [];
  if (url.authType === 'AWS_IAM') {
    return [
      {
        id: 'url-signed',
        severity: 'problem',
        what: 'the function URL answers signed requests only: expect 403 on 100 %',
        why: 'its auth type is AWS_IAM, so plain requests get 403',
        hint: 'bench it with --auth iam, which signs, or with --via invoke',
      },
    ];
  }
  const missing = url.publicActions === undefined ? [] : missingUrlActions(url.publicActions);
  if (missing.length === 0) return [];
  return [
    {
      id: 'url-permission',
      severity: 'problem',
      what: `the function URL lacks ${missing.join(' and ')} for everybody: expect 403 on 100 %`,
      why: 'since October 2025 a public URL needs both lambda:InvokeFunctionUrl and lambda:InvokeFunction (with lambda:InvokedViaFunctionUrl); without, it answers 403',
      hint: `aws lambda add-permission --function-name ${stack.functionName ?? 'NAME'} --statement-id url --principal '*' --action lambda:InvokeFunction --invoked-via-function-url, or deploy with a newer CDK; or bench with --via invoke`,
    },
  ];
};

/** The stack names one, its function is there, and Lambda knows of none. */
const isUrlGone = ({ stack, function: fn, unknown }: StackFacts): boolean =>
  stack.status !== undefined &&
  stack.functionUrl !== undefined &&
  fn !== undefined &&
  unknown.every(({ what }) => what !== 'function URL');

const urlGone = ({ name, functionUrl }: StackFacts['stack']): Finding => ({
  id: 'url-gone',
  severity: 'problem',
  what: `the function URL of stack ${name} does not exist`,
  why: `the stack names ${functionUrl}, but Lambda knows of no URL of the function`,
  hint: 'deploy the stack again, or bench with --via invoke',
});

export const environmentFindings = ({ stack, function: fn }: StackFacts): readonly Finding[] => {
  if (fn === undefined) return [];
  const { TableName, BucketName, BUCKET_NAME } = fn.environment;
  const bucket = BucketName ?? BUCKET_NAME;
  const pairs = [
    ['TableName', TableName, 'table', stack.table],
    [
      BucketName === undefined && BUCKET_NAME !== undefined ? 'BUCKET_NAME' : 'BucketName',
      bucket,
      'bucket',
      stack.bucket,
    ],
  ] as const;
  return pairs.flatMap(([variable, value, part, name]) => {
    if (name === undefined || value === name) return [];
    const what =
      value === undefined
        ? `function ${fn.name} has no variable ${variable}`
        : `function ${fn.name} uses ${part} ${value}, not the stack's ${name}`;
    return [
      {
        id: `environment-${part}`,
        severity: 'problem' as const,
        what,
        why: `what is seeded or purged here is not what the function reads and writes: a filled store is no filled one to it, nor an empty one empty`,
        hint: `set ${variable} to ${name}`,
      },
    ];
  });
};
