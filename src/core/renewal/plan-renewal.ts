type ColdMethod = 'env' | 'version' | 'auto' | 'none';

/** What is done to get new environments: $LATEST is changed, or new versions for this alias are made. */
export type RenewalPlan =
  | { readonly can: true; readonly alias: string | undefined }
  | { readonly can: false; readonly why: string; readonly hint?: string };

export const planRenewal = (method: ColdMethod, qualifier: string | undefined): RenewalPlan => {
  if (method === 'none') return { can: false, why: '--cold-method none leaves them alone' };
  const isVersion = /^\d+$/.test(qualifier ?? '');
  if (isVersion) {
    return {
      can: false,
      why: `version ${qualifier} can never be changed`,
      hint: 'name an alias, or no qualifier',
    };
  }
  const alias = qualifier === '$LATEST' ? undefined : qualifier;
  if (method === 'env' && alias !== undefined) {
    return {
      can: false,
      why: `--cold-method env changes $LATEST, and alias ${alias} serves a version`,
      hint: '--cold-method version publishes new versions for the alias',
    };
  }
  if (method === 'version' && alias === undefined) {
    return {
      can: false,
      why: '--cold-method version moves an alias, and none is named',
      hint: 'name it as NAME:ALIAS, or use --cold-method env',
    };
  }
  return { can: true, alias };
};
