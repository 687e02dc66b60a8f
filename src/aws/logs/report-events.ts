import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { callAws } from '../client/call.ts';

interface ReportEventsOptions {
  readonly client: CloudWatchLogsClient;
  readonly group: string;
  /** Of one page. */
  readonly timeoutMs: number;
}

/** Text logs have the one, JSON logs the other; a `?` before a term is an or. */
const reportPattern = '?"REPORT RequestId" ?"platform.report"';

/** The REPORT lines of a log group, page by page; an empty page is not the last one, only one without a token is. */
export const createReportEvents = ({ client, group, timeoutMs }: ReportEventsOptions) => ({
  async read(
    { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
    onPage: (events: readonly { readonly id: string; readonly message: string }[]) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    let nextToken: string | undefined;
    do {
      const command = new FilterLogEventsCommand({
        ...{ logGroupName: group, filterPattern: reportPattern },
        ...{ startTime: Math.floor(fromMs), endTime: Math.ceil(toMs) },
        ...(nextToken !== undefined && { nextToken }),
      });
      const page = await callAws(
        {
          service: 'CloudWatch Logs',
          operation: 'FilterLogEvents',
          resource: `log group ${group}`,
        },
        timeoutMs,
        signal,
        (abortSignal) => client.send(command, { abortSignal }),
      );
      const events = (page.events ?? []).flatMap(({ eventId = '', message }) =>
        message === undefined ? [] : [{ id: eventId, message }],
      );
      const goesOn = onPage(events);
      // The same token once more would be asked for without end.
      nextToken = goesOn && page.nextToken !== nextToken ? page.nextToken : undefined;
    } while (nextToken !== undefined);
  },
});
