import { Aws } from 'aws-cdk-lib';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type Alias,
  type FunctionUrl,
  FunctionUrlAuthType,
  type Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import type { StackOptions } from './stack-options.ts';

/**
 * The URL of a function or alias, with both permissions that a caller needs since October 2025: InvokeFunctionUrl, and
 * InvokeFunction limited to calls by URL. For auth type NONE the construct grants them to everyone; for IAM they go to
 * this account.
 */
export const addFunctionUrl = (
  lambda: LambdaFunction | Alias,
  { urlAuth }: StackOptions,
): FunctionUrl => {
  if (urlAuth === 'none') return lambda.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
  const principal = new AccountPrincipal(Aws.ACCOUNT_ID);
  lambda.addPermission('invoke-function-url', {
    principal,
    action: 'lambda:InvokeFunctionUrl',
    functionUrlAuthType: FunctionUrlAuthType.AWS_IAM,
  });
  lambda.addPermission('invoke-function', {
    principal,
    action: 'lambda:InvokeFunction',
    invokedViaFunctionUrl: true,
  });
  return lambda.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
};
