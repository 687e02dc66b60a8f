/** A REPORT line as Lambda writes it. */
export const reportLine = (
  requestId: string,
  durationMs: number,
  { initMs, memoryMb = 1024 }: { readonly initMs?: number; readonly memoryMb?: number } = {},
): string =>
  [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs + (initMs ?? 0))} ms`,
    `Memory Size: ${memoryMb} MB`,
    'Max Memory Used: 80 MB',
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
  ].join('\t');

/** The same as one line of a JSON log. */
export const reportJson = (requestId: string, durationMs: number): string =>
  JSON.stringify({
    time: '2026-11-21T10:00:00.000Z',
    type: 'platform.report',
    record: {
      ...{ requestId, status: 'success' },
      metrics: {
        ...{ durationMs, billedDurationMs: Math.ceil(durationMs), memorySizeMB: 1024 },
        maxMemoryUsedMB: 80,
      },
    },
  });
