/** What the test handler tells of itself. */
export interface Told {
  readonly environment: string;
  readonly invocations: number;
  readonly traceId: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly context: { readonly awsRequestId: string; readonly remainingMs: number };
  readonly event: unknown;
}

export const toldIn = async (response: Response): Promise<Told> => (await response.json()) as Told;
