import type { ResolvedStack } from '../../core/stack/stack.ts';

/** Lines for dotenv readers and a shell's eval; unknown values are left out. */
export const stackEnv = (stack: ResolvedStack): string =>
  Object.entries({
    STACK_NAME: stack.name,
    AWS_REGION: stack.region,
    FUNCTION_NAME: stack.functionName,
    FUNCTION_URL: stack.functionUrl,
    TABLE_NAME: stack.table,
    BUCKET_NAME: stack.bucket,
  })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quoted(value)}\n`]))
    .join('');

/**
 * AWS names need no quotes; other values get single quotes, inside which neither a shell nor dotenv expands anything.
 */
const quoted = (value: string): string =>
  /^[\w./:@%+=-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
