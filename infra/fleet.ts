import { CfnSecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  CfnCluster,
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { fleetIds, fleetTask } from '../src/core/fleet/fleet-place.ts';
import { addLogGroup } from './log-groups.ts';
import type { StackOptions } from './stack-options.ts';

/** Docker's official `node:24-slim`, an index of images for several architectures, from where AWS mirrors it: to pull it needs no account. */
const nodeImage =
  'public.ecr.aws/docker/library/node@sha256:242549cd46785b480c832479a730f4f2a20865d61ea2e404fdb2a5c3d3b73ecf';

/**
 * What a fleet of load generators runs on, all of it idle and free of charge until `bench --fleet` starts tasks: a
 * network of its own that nobody can enter, and a task that may do nothing in this account but write its log. What a task
 * fetches and hands in goes by presigned URLs.
 */
export const addFleet = (scope: Construct, { fleetImage }: StackOptions): void => {
  const vpc = new Vpc(scope, 'FleetNetwork', {
    maxAzs: 2,
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC }],
  });
  // A group and a cluster as CloudFormation has them: the library's own types of a network do not go together in strict mode.
  new CfnSecurityGroup(scope, fleetIds.securityGroup, {
    vpcId: vpc.vpcId,
    groupDescription: 'Load generators: all ways out, none in',
    securityGroupEgress: [{ ipProtocol: '-1', cidrIp: '0.0.0.0/0' }],
  });
  new CfnCluster(scope, fleetIds.cluster);
  const task = new FargateTaskDefinition(scope, fleetIds.taskDefinition, {
    cpu: 1024 * fleetTask.vcpus,
    memoryLimitMiB: 1024 * fleetTask.memoryGb,
    runtimePlatform: {
      cpuArchitecture: CpuArchitecture.ARM64,
      operatingSystemFamily: OperatingSystemFamily.LINUX,
    },
  });
  task.addContainer(fleetTask.container, {
    image: ContainerImage.fromRegistry(fleetImage ?? nodeImage),
    entryPoint: ['node'],
    command: ['-e', "throw new Error('fibimg bench --fleet says what to run')"],
    logging: LogDrivers.awsLogs({
      logGroup: addLogGroup(scope, 'FleetLog'),
      streamPrefix: 'fleet',
    }),
  });
};
