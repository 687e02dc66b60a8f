import type { StackFacts } from '../stack/stack-facts.ts';
import { aboveRate, refusedAtRate, refusedOfVus, shareWords } from './expected-share.ts';
import type { Finding, PlannedLoad } from './finding.ts';

/** New accounts get as few as 10 concurrent executions, where 1,000 is the default. */
const smallAccount = 100;

/** A function URL takes at most this many requests a second for each reserved execution. */
const urlRatePerReserved = 10;

/** Limits on how many requests Lambda runs at once, against the virtual users that will ask. */
export const concurrencyFindings = (
  { function: fn, concurrency }: StackFacts,
  { rate, vus, answerMs }: PlannedLoad,
): readonly Finding[] => {
  if (concurrency === undefined) return [];
  const { reserved, accountLimit, unreserved } = concurrency;
  const name = fn?.name ?? 'the function';
  if (reserved === 0) {
    return [
      finding(
        'concurrency-zero',
        'problem',
        `function ${name} is switched off: expect 429 on 100 %`,
        {
          why: 'its reserved concurrency is 0, so every request is throttled',
          hint: `aws lambda delete-function-concurrency --function-name ${name}`,
        },
      ),
    ];
  }
  const limit = reserved ?? unreserved ?? accountLimit;
  if (limit === undefined) return [];
  const whose = reserved === undefined ? 'the account leaves it' : 'it has reserved';
  const found: Finding[] = [];
  if (vus !== undefined && vus > limit) {
    found.push(
      finding(
        'concurrency-vus',
        'problem',
        `${vus} virtual users against a limit of ${limit}: expect 429 on ${shareWords(refusedOfVus(vus, limit))} or more`,
        {
          why: `${whose} ${limit} concurrent executions; who is refused asks again at once, and so more often`,
          hint: `--vus ${limit} or fewer, or ask for a higher limit`,
        },
      ),
    );
  } else if (rate !== undefined && answerMs !== undefined) {
    const refused = refusedAtRate(rate, answerMs, limit);
    const busy = Math.ceil((rate * answerMs) / 1000);
    if (refused > 0) {
      found.push(
        finding(
          'concurrency-rate',
          'warning',
          `${rate} requests a second of ${answerMs} ms keep ${busy} busy against a limit of ${limit}: expect 429 on ${shareWords(refused)}`,
          {
            why: `${whose} ${limit} concurrent executions; that a request takes ${answerMs} ms is assumed`,
            hint: `--rate ${Math.floor((limit * 1000) / answerMs)} or less, or ask for a higher limit`,
          },
        ),
      );
    }
  } else if (vus === undefined && limit < smallAccount) {
    found.push(
      finding(
        'concurrency-small',
        'warning',
        `function ${name} runs at most ${limit} requests at once`,
        {
          why: `${whose} ${limit} concurrent executions; what comes above gets 429`,
          hint: 'keep virtual users below that, or ask for a higher limit',
        },
      ),
    );
  }
  const urlRate = reserved === undefined ? undefined : reserved * urlRatePerReserved;
  if (rate !== undefined && urlRate !== undefined && rate > urlRate) {
    found.push(
      finding(
        'concurrency-url-rate',
        'problem',
        `${rate} requests a second against the ${urlRate} that the function URL takes: expect 429 on ${shareWords(aboveRate(rate, urlRate))}`,
        {
          why: `that is ${urlRatePerReserved} for each of its ${reserved} reserved executions`,
          hint: `--rate ${urlRate} or less`,
        },
      ),
    );
  }
  return found;
};

const finding = (
  id: string,
  severity: Finding['severity'],
  what: string,
  words: { readonly why: string; readonly hint: string },
): Finding => ({ id, severity, what, ...words });
