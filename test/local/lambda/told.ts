/** What the test handler tells of itself. */
interface Told {
  readonly environment: string;
  readonly invocations: number;
  readonly traceId: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly context: { readonly awsRequestId: string; readonly remainingMs: number };
  readonly event: unknown;
}

export const toldIn = async (response: Response): Promise<Told> => (await response.json()) as Told;

/** The process that answered. */
export const environmentOf = async (response: Response): Promise<number> =>
  Number((await toldIn(response)).environment);

/** A process that nobody has waited for yet counts too. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
