/** How a command names a function: the name, partial ARN or ARN, and the version or alias behind it. */
interface NamedFunction {
  readonly unqualified: string;
  readonly qualifier: string | undefined;
}

export const parseFunctionName = (text: string): NamedFunction => {
  const [, unqualified = text, qualifier] =
    /^((?:(?:arn:[^:]+:lambda:[^:]+:)?\d+:function:)?[^:]+)(?::([^:]+))?$/.exec(text) ?? [];
  return { unqualified, qualifier };
};
