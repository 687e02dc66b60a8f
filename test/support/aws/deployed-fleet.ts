import { onTestFinished, vi } from 'vitest';
import { deployOriginal } from './deployed-stack.ts';
import { type EcsOptions, startEcs } from './ecs-stand-in.ts';
import { originalName, originalResources, originalStack } from './original-stack.ts';

/** The resources of a fleet, as `-c fleet=on` adds them. */
export const fleetResources = [
  ['FleetClusterFB784F45', 'AWS::ECS::Cluster', 'fleet-cluster'],
  [
    'FleetTask035699C5',
    'AWS::ECS::TaskDefinition',
    'arn:aws:ecs:eu-west-1:123456789012:task-definition/fleet:1',
  ],
  ['FleetSecurityGroup27D2C237', 'AWS::EC2::SecurityGroup', 'sg-0123456789abcdef0'],
  ['FleetNetworkPublicSubnet1Subnet502E3F60', 'AWS::EC2::Subnet', 'subnet-0000000000000000a'],
  ['FleetNetworkPublicSubnet2Subnet7FA5EF56', 'AWS::EC2::Subnet', 'subnet-0000000000000000b'],
].map(([logicalId = '', type = '', physicalId = '']) => ({ logicalId, type, physicalId }));

/** A stack with a fleet as if deployed: the SDK finds CloudFormation, S3, DynamoDB and ECS in the environment. */
export const deployFleet = async (options: EcsOptions = {}) => {
  const deployed = await deployOriginal();
  const { plane } = deployed;
  const resources = [...originalResources, ...fleetResources];
  plane.content = { ...plane.content, stacks: [{ ...originalStack, resources }] };
  const ecs = await startEcs(options);
  onTestFinished(ecs.close);
  vi.stubEnv('AWS_ENDPOINT_URL_ECS', ecs.url);
  return {
    ...deployed,
    ecs,
    stack: originalName,
    env: { ...deployed.env, AWS_ENDPOINT_URL_ECS: ecs.url },
    /** What is left of fleets in the bucket. */
    left: () =>
      [...deployed.bucket.objectsAfter('')]
        .map(({ key }) => key)
        .filter((key) => /^fleet/.test(key)),
  };
};
