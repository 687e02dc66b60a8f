import type { StackOptions } from './stack-options.ts';

export interface StackNames {
  readonly stack: string;
  /** Fixed names; where there is none CloudFormation makes one up, and a second stack may stand beside the first. */
  readonly table: string | undefined;
  readonly function: string | undefined;
  /** Construct ids, from which the names in the template derive. */
  readonly ids: { readonly table: string; readonly bucket: string; readonly function: string };
}

/** From the contract, "The stack". */
const original: StackNames = {
  stack: 'bref-initial-php-aws-history-cdk',
  table: 'BrefStory-table',
  function: 'GetFibonacciImage',
  ids: {
    table: 'BrefStory-table',
    bucket: 'BrefStoryBucket',
    function: 'BrefStoryGetFibonacciImage',
  },
};

const own: StackNames = {
  stack: 'fibimg',
  table: undefined,
  function: undefined,
  ids: { table: 'ImageTable', bucket: 'ImageBucket', function: 'GetFibonacciImage' },
};

export const stackNames = ({ parity }: StackOptions): StackNames =>
  parity === 'original' ? original : own;
