import { FibimgError } from '../error.ts';
import { amountOrNone, isObject, membersOf, parseJson } from '../json.ts';
import { architectures, currentPrices, type PriceTable, type Tier } from './price-table.ts';

/**
 * Reads prices from a JSON file: a `PriceTable` or any part of it. What the file leaves out has the current price. The
 * file must have its own date, `asOf`.
 */
export const parsePrices = (text: string, path: string): PriceTable => {
  const file = objectOf(parseJson(text), path, 'the file');
  const part = (name: 'lambda' | 's3' | 'dynamodb' | 'dataOut' | 'fargate') =>
    objectOf(file.get(name) ?? {}, path, name);
  const base = currentPrices;
  refuseUnknown(file, Object.keys(base), path, '');
  const lambda = part('lambda');
  refuseUnknown(lambda, Object.keys(base.lambda), path, 'lambda.');
  const { tiers, alike, regions, provisioned, ...lambdaAmounts } = base.lambda;
  return {
    asOf: dateOf(file.get('asOf'), path),
    lambda: {
      ...amountsOf(new Map([...lambda].filter(isAmountEntry)), lambdaAmounts, path, 'lambda.'),
      tiers: { ...tiers, ...tiersOf(lambda.get('tiers') ?? {}, path, 'lambda.tiers') },
      alike: namesOf(lambda.get('alike') ?? alike, path),
      regions: { ...regions, ...regionsOf(lambda.get('regions') ?? {}, path) },
      provisioned: { ...provisioned, ...provisionedOf(lambda.get('provisioned') ?? {}, path) },
    },
    s3: amountsOf(part('s3'), base.s3, path, 's3.'),
    dynamodb: amountsOf(part('dynamodb'), base.dynamodb, path, 'dynamodb.'),
    dataOut: amountsOf(part('dataOut'), base.dataOut, path, 'dataOut.'),
    fargate: amountsOf(part('fargate'), base.fargate, path, 'fargate.'),
  };
};

type Members = ReadonlyMap<string, unknown>;

const problem = (path: string, why: string): FibimgError =>
  new FibimgError('config', `the prices in ${path} cannot be read`, {
    why,
    hint: 'as in {"asOf":"2026-01-01","lambda":{"usdPerMillionRequests":0.2}}, in US dollars',
  });

const objectOf = (value: unknown, path: string, name: string): Members => {
  if (isObject(value)) return membersOf(value);
  throw problem(path, `${name} is not a JSON object`);
};

const refuseUnknown = (
  members: Members,
  known: readonly string[],
  path: string,
  prefix: string,
): void => {
  const unknown = [...members.keys()].find((key) => !known.includes(key));
  if (unknown !== undefined) throw problem(path, `${prefix}${unknown} is not a price known here`);
};

const dateOf = (value: unknown, path: string): string => {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return value;
  throw problem(path, 'asOf is not a date of the form YYYY-MM-DD');
};

const isAmountEntry = ([key]: readonly [string, unknown]): boolean =>
  !['tiers', 'alike', 'regions', 'provisioned'].includes(key);

const namesOf = (value: unknown, path: string): readonly string[] => {
  const given: readonly unknown[] = Array.isArray(value) ? value : [undefined];
  const names = given.filter((name) => typeof name === 'string');
  if (names.length === given.length) return names;
  throw problem(path, 'lambda.alike is not a list of regions');
};

/** The amounts of `base`, each replaced where the file has it. */
const amountsOf = <T extends Readonly<Record<string, number>>>(
  members: Members,
  base: T,
  path: string,
  prefix: string,
): T => {
  refuseUnknown(members, Object.keys(base), path, prefix);
  for (const [key, value] of members) {
    if (amountOrNone(value) === undefined) throw problem(path, `${prefix}${key} is not a price`);
  }
  return { ...base, ...Object.fromEntries(members) };
};

type Tiers = Partial<PriceTable['lambda']['tiers']>;

const tiersOf = (value: unknown, path: string, name: string): Tiers => {
  const members = objectOf(value, path, name);
  refuseUnknown(members, architectures, path, `${name}.`);
  return Object.fromEntries(
    [...members].map(([key, list]) => [key, tierList(list, path, `${name}.${key}`)]),
  );
};

const regionsOf = (value: unknown, path: string): Readonly<Record<string, Tiers>> => {
  const members = objectOf(value, path, 'lambda.regions');
  return Object.fromEntries(
    [...members].map(([key, tiers]) => [
      key,
      { ...currentPrices.lambda.regions[key], ...tiersOf(tiers, path, `lambda.regions.${key}`) },
    ]),
  );
};

const provisionedOf = (value: unknown, path: string): PriceTable['lambda']['provisioned'] =>
  Object.fromEntries(
    [...objectOf(value, path, 'lambda.provisioned')].map(([region, prices]) => {
      const name = `lambda.provisioned.${region}`;
      const members = objectOf(prices, path, name);
      refuseUnknown(members, architectures, path, `${name}.`);
      const given = [...members].map(([architecture, pair]) => [
        architecture,
        pairOf(pair, path, `${name}.${architecture}`),
      ]);
      return [
        region,
        { ...currentPrices.lambda.provisioned[region], ...Object.fromEntries(given) },
      ];
    }),
  );

const pairOf = (value: unknown, path: string, name: string) => {
  const members = membersOf(value);
  const usdPerGbSecond = amountOrNone(members.get('usdPerGbSecond'));
  const usdPerGbSecondUsed = amountOrNone(members.get('usdPerGbSecondUsed'));
  if (usdPerGbSecond !== undefined && usdPerGbSecondUsed !== undefined) {
    return { usdPerGbSecond, usdPerGbSecondUsed };
  }
  throw problem(path, `${name} lacks usdPerGbSecond or usdPerGbSecondUsed`);
};

const tierList = (value: unknown, path: string, name: string): readonly Tier[] => {
  const tiers = (Array.isArray(value) ? value : []).map((tier) => {
    const members = membersOf(tier);
    const fromGbSeconds = amountOrNone(members.get('fromGbSeconds'));
    const usdPerGbSecond = amountOrNone(members.get('usdPerGbSecond'));
    if (fromGbSeconds === undefined || usdPerGbSecond === undefined) {
      throw problem(path, `a tier of ${name} lacks fromGbSeconds or usdPerGbSecond`);
    }
    return { fromGbSeconds, usdPerGbSecond };
  });
  const starts = tiers.map(({ fromGbSeconds }) => fromGbSeconds);
  const ascending = starts.every((start, index) => start > (starts[index - 1] ?? -1));
  if (starts[0] === 0 && ascending) return tiers;
  throw problem(path, `${name} is not a list of tiers that begins at 0 GB-seconds and ascends`);
};
