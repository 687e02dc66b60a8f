import { FibimgError } from '../error.ts';
import type { ResolvedStack, StackResource } from '../stack/stack.ts';

/** Keys of a fleet's objects in the stack's bucket begin so; what is left there expires. */
export const fleetPrefix = 'fleet/';

/** Ids of the fleet's parts in a stack. CloudFormation's own begin with them. */
export const fleetIds = {
  cluster: 'FleetCluster',
  taskDefinition: 'FleetTask',
  securityGroup: 'FleetSecurityGroup',
  subnets: 'FleetNetwork',
} as const;

/** One load generator: a core for its event loop, and one for the kernel's part and TLS. */
export const fleetTask = {
  container: 'Generator',
  vcpus: 2,
  memoryGb: 4,
  architecture: 'arm64',
} as const;

/** Where tasks are started. */
export interface FleetPlace {
  /** ARN or name. */
  readonly cluster: string;
  /** ARN, with the revision. */
  readonly taskDefinition: string;
  readonly securityGroup: string;
  readonly subnets: readonly string[];
}

/** A fleet's parts among the resources of a stack; undefined where it has none, or not all. */
export const fleetPlaceOf = ({ resources }: Pick<ResolvedStack, 'resources'>) => {
  const idsOf = (type: string, prefix: string) =>
    resources
      .filter((one: StackResource) => one.type === type && one.logicalId.startsWith(prefix))
      .flatMap(({ physicalId }) => physicalId ?? []);
  const [cluster] = idsOf('AWS::ECS::Cluster', fleetIds.cluster);
  const [taskDefinition] = idsOf('AWS::ECS::TaskDefinition', fleetIds.taskDefinition);
  const [securityGroup] = idsOf('AWS::EC2::SecurityGroup', fleetIds.securityGroup);
  const subnets = idsOf('AWS::EC2::Subnet', fleetIds.subnets);
  if (!cluster || !taskDefinition || !securityGroup || subnets.length === 0) return undefined;
  return { cluster, taskDefinition, securityGroup, subnets } satisfies FleetPlace;
};

/** The fleet of a stack; throws `not_found` where none was deployed. */
export const requireFleet = (stack: ResolvedStack): FleetPlace => {
  const place = fleetPlaceOf(stack);
  if (place !== undefined) return place;
  throw new FibimgError('not_found', `stack ${stack.name} has no fleet`, {
    why: 'there is no cluster, task definition and network of a fleet among its resources',
    hint: 'npm run deploy -- -c fleet=on adds them; --fleet-stack names another stack that has them',
  });
};
