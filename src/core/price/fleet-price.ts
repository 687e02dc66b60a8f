import type { Architecture, PriceTable } from './price-table.ts';

interface FleetUsage {
  readonly tasks: number;
  /** From the begin of the image's download to the task's end. */
  readonly seconds: number;
  readonly vcpus: number;
  readonly memoryGb: number;
  readonly architecture: Architecture;
  /** Seconds between two heartbeats of a task, each a write to S3. */
  readonly beatSeconds: number;
}

const shortestBilledSeconds = 60;

/** What tasks on Fargate cost, each with its public address and its heartbeats. */
export const fleetUsd = (usage: FleetUsage, { fargate, s3 }: PriceTable): number => {
  const { tasks, vcpus, memoryGb, architecture, beatSeconds } = usage;
  const seconds = Math.max(shortestBilledSeconds, usage.seconds);
  const [vcpuHour, gbHour] =
    architecture === 'arm64'
      ? [fargate.usdPerArmVcpuHour, fargate.usdPerArmGbHour]
      : [fargate.usdPerX86VcpuHour, fargate.usdPerX86GbHour];
  const hour = vcpus * vcpuHour + memoryGb * gbHour + fargate.usdPerPublicAddressHour;
  const beats = ((seconds / beatSeconds) * s3.usdPerThousandWrites) / 1000;
  return tasks * ((hour * seconds) / 3600 + beats);
};
