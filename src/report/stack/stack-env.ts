import type { ResolvedStack } from '../../core/stack/stack.ts';

/** Lines for dotenv readers and for a shell's eval; what is not known is left out. */
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

/** Names of AWS need no quotes; anything else gets those that neither a shell nor dotenv looks into. */
const quoted = (value: string): string =>
  /^[\w./:@%+=-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
