/** Instruction sets that Lambda runs on, as its API names them. */
export const architectures = ['x86_64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

/** The price of a GB-second from so many GB-seconds a month on. */
export interface Tier {
  readonly fromGbSeconds: number;
  readonly usdPerGbSecond: number;
}

/** Of environments that are kept ready. */
interface ProvisionedPrices {
  /** For being there, used or not. */
  readonly usdPerGbSecond: number;
  /** Of a request that one of them serves. */
  readonly usdPerGbSecondUsed: number;
}

type ByArchitecture<T> = Readonly<Partial<Record<Architecture, T>>>;

/** Every price that an estimate uses, in US dollars. A prices file has this form, or any part of it. */
export interface PriceTable {
  /** The day on which the prices were read, YYYY-MM-DD. */
  readonly asOf: string;
  readonly lambda: {
    readonly usdPerMillionRequests: number;
    /** Free each month, for the whole account. */
    readonly freeRequests: number;
    readonly freeGbSeconds: number;
    /** Ascending; the first begins at 0. */
    readonly tiers: Readonly<Record<Architecture, readonly Tier[]>>;
    /** Regions that have these tiers. */
    readonly alike: readonly string[];
    /** Regions whose tiers differ. A region that is in neither has no price here. */
    readonly regions: Readonly<Record<string, ByArchitecture<readonly Tier[]>>>;
    readonly provisioned: Readonly<Record<string, ByArchitecture<ProvisionedPrices>>>;
  };
  readonly s3: {
    /** PUT, COPY, POST and LIST; DELETE is free. */
    readonly usdPerThousandWrites: number;
    /** GET and HEAD, whether the object is there or not. */
    readonly usdPerThousandReads: number;
  };
  /** On demand; a provisioned table costs by the hour, not by the request. */
  readonly dynamodb: {
    /** A unit writes up to 1 KB. */
    readonly usdPerMillionWriteUnits: number;
    /** A unit reads up to 4 KB, strongly consistent. */
    readonly usdPerMillionReadUnits: number;
  };
  /** To the internet; within a region it is free. */
  readonly dataOut: {
    /** Up to 10 TB a month; a GB is 2^30 bytes. */
    readonly usdPerGb: number;
    /** Each month, for the whole account. */
    readonly freeGb: number;
  };
  /** Linux tasks on demand, billed by the second, for a minute at least. */
  readonly fargate: {
    readonly usdPerX86VcpuHour: number;
    readonly usdPerX86GbHour: number;
    readonly usdPerArmVcpuHour: number;
    readonly usdPerArmGbHour: number;
    /** Amazon VPC's, of each public IPv4 address. */
    readonly usdPerPublicAddressHour: number;
  };
}

const flat = (usdPerGbSecond: number): readonly Tier[] => [{ fromGbSeconds: 0, usdPerGbSecond }];

const region = (x86: number, arm: number) => ({ x86_64: flat(x86), arm64: flat(arm) });

const ready = (usdPerGbSecond: number, usdPerGbSecondUsed: number) => ({
  usdPerGbSecond,
  usdPerGbSecondUsed,
});

/**
 * AWS's public prices, for the regions of which a list is at hand (docs/cost.md names the sources). S3, DynamoDB and
 * data out are those of us-east-1. Of regions with tiers of their own only the first is listed, so estimates beyond
 * some billions of GB-seconds a month are too high there.
 */
export const currentPrices: PriceTable = {
  asOf: '2026-11-21',
  lambda: {
    usdPerMillionRequests: 0.2,
    freeRequests: 1_000_000,
    freeGbSeconds: 400_000,
    tiers: {
      x86_64: [
        { fromGbSeconds: 0, usdPerGbSecond: 0.0000166667 },
        { fromGbSeconds: 6e9, usdPerGbSecond: 0.000015 },
        { fromGbSeconds: 15e9, usdPerGbSecond: 0.0000133334 },
      ],
      arm64: [
        { fromGbSeconds: 0, usdPerGbSecond: 0.0000133334 },
        { fromGbSeconds: 7.5e9, usdPerGbSecond: 0.0000120001 },
        { fromGbSeconds: 18.75e9, usdPerGbSecond: 0.0000106667 },
      ],
    },
    alike: [
      ...['us-east-1', 'us-east-2', 'us-west-2', 'eu-central-1', 'eu-west-1', 'eu-west-2'],
      ...['ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1'],
    ],
    regions: {
      'af-south-1': region(0.0000221, 0.00001768),
      'ap-east-1': region(0.00002292, 0.0000183),
      'eu-south-1': region(0.0000195172, 0.0000156138),
      'me-central-1': region(0.0000206667, 0.0000165334),
      'me-south-1': region(0.0000206667, 0.0000165334),
    },
    provisioned: {
      'us-east-1': {
        x86_64: ready(0.0000041667, 0.0000097222),
        arm64: ready(0.0000033334, 0.0000077778),
      },
      'us-east-2': { x86_64: ready(0.0000041667, 0.0000097222) },
      'us-west-2': { x86_64: ready(0.0000041667, 0.0000097222) },
      'eu-central-1': { x86_64: ready(0.0000050147, 0.0000117011) },
      'eu-west-1': { x86_64: ready(0.000004646, 0.0000108407) },
      'eu-west-2': { x86_64: ready(0.0000048304, 0.0000112709) },
      'ap-south-1': { x86_64: ready(0.0000044985, 0.0000104966) },
      'ap-southeast-1': { x86_64: ready(0.0000051991, 0.0000121313) },
      'ap-southeast-2': { x86_64: ready(0.000005236, 0.0000122173) },
      'ap-northeast-1': { x86_64: ready(0.0000053835, 0.0000125615) },
    },
  },
  s3: { usdPerThousandWrites: 0.005, usdPerThousandReads: 0.0004 },
  dynamodb: { usdPerMillionWriteUnits: 0.625, usdPerMillionReadUnits: 0.125 },
  dataOut: { usdPerGb: 0.09, freeGb: 100 },
  // https://aws.amazon.com/fargate/pricing/ and https://aws.amazon.com/vpc/pricing/
  fargate: {
    ...{ usdPerX86VcpuHour: 0.04048, usdPerX86GbHour: 0.004445 },
    ...{ usdPerArmVcpuHour: 0.03238, usdPerArmGbHour: 0.00356 },
    usdPerPublicAddressHour: 0.005,
  },
};
