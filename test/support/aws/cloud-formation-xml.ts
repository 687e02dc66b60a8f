import type { PlaneContent } from './control-plane.ts';

export interface PlaneStack {
  readonly name: string;
  readonly status: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly resources?: readonly PlaneResource[];
  /** What GetTemplate answers. */
  readonly template?: object;
}

export interface PlaneResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly status?: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const region = 'eu-west-1';

const stackId = (name: string): string =>
  `arn:aws:cloudformation:${region}:123456789012:stack/${name}/0a1b2c3d-0000-11ef-8000-0a0b0c0d0e0f`;

/** DescribeStacks, ListStackResources, ListStacks and GetTemplate as the service words them. */
export const answerCloudFormation = (content: PlaneContent, form: URLSearchParams): Answer => {
  const { stacks = [], pageSize = 100 } = content;
  const action = form.get('Action') ?? '';
  const page = { size: pageSize, start: Number(form.get('NextToken') ?? 0) };
  const named = form.get('StackName');
  const isNamed = ({ name, status }: PlaneStack) =>
    named === stackId(name) || (named === name && status !== 'DELETE_COMPLETE');
  if (action === 'ListStacks') {
    const filter = form.get('StackStatusFilter.member.1');
    const found = stacks.filter(({ status }) => status === filter);
    return list(action, 'StackSummaries', found.map(summaryXml), page);
  }
  const found = named === null ? stacks.filter(isAlive) : stacks.filter(isNamed);
  if (named !== null && found.length === 0) {
    return {
      status: 400,
      body: cloudFormationError('ValidationError', `Stack with id ${named} does not exist`),
    };
  }
  if (action === 'GetTemplate') {
    const body = escapeXml(JSON.stringify(found[0]?.template ?? {}));
    return {
      status: 200,
      body: `<GetTemplateResponse xmlns="${namespace}"><GetTemplateResult><TemplateBody>${body}</TemplateBody></GetTemplateResult></GetTemplateResponse>`,
    };
  }
  if (action === 'DescribeStacks') return list(action, 'Stacks', found.map(stackXml), page);
  const resources = found[0]?.resources ?? [];
  return list(action, 'StackResourceSummaries', resources.map(resourceXml), page);
};

export const cloudFormationError = (code: string, message: string): string =>
  `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>b25f48e8-84fd-11e6-80d9-574e0c4664cb</RequestId></ErrorResponse>`;

const isAlive = ({ status }: PlaneStack): boolean => status !== 'DELETE_COMPLETE';

const list = (
  action: string,
  element: string,
  members: readonly string[],
  { size, start }: { readonly size: number; readonly start: number },
): Answer => {
  const end = start + size;
  const token = end < members.length ? `<NextToken>${end}</NextToken>` : '';
  return {
    status: 200,
    body: `<${action}Response xmlns="${namespace}"><${action}Result><${element}>${members
      .slice(start, end)
      .map((member) => `<member>${member}</member>`)
      .join(
        '',
      )}</${element}>${token}</${action}Result><ResponseMetadata><RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId></ResponseMetadata></${action}Response>`,
  };
};

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const pairs = (
  element: string,
  entries: Readonly<Record<string, string>>,
  [key, value]: readonly [string, string],
) =>
  `<${element}>${Object.entries(entries)
    .map(
      ([k, v]) =>
        `<member><${key}>${escapeXml(k)}</${key}><${value}>${escapeXml(v)}</${value}></member>`,
    )
    .join('')}</${element}>`;

const stackXml = ({ name, status, outputs = {}, tags = {} }: PlaneStack): string =>
  [
    `<StackId>${stackId(name)}</StackId><StackName>${name}</StackName>`,
    `<CreationTime>2024-03-01T10:00:00.000Z</CreationTime><StackStatus>${status}</StackStatus>`,
    pairs('Outputs', outputs, ['OutputKey', 'OutputValue']),
    pairs('Tags', tags, ['Key', 'Value']),
    '<DisableRollback>false</DisableRollback><Capabilities><member>CAPABILITY_IAM</member></Capabilities>',
  ].join('');

const summaryXml = ({ name, status }: PlaneStack): string =>
  `<StackId>${stackId(name)}</StackId><StackName>${name}</StackName><CreationTime>2024-03-01T10:00:00.000Z</CreationTime><DeletionTime>2024-03-02T11:12:13.000Z</DeletionTime><StackStatus>${status}</StackStatus>`;

const resourceXml = ({ logicalId, type, physicalId, status = 'CREATE_COMPLETE' }: PlaneResource) =>
  `${physicalId === undefined ? '' : `<PhysicalResourceId>${escapeXml(physicalId)}</PhysicalResourceId>`}<LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>${type}</ResourceType><LastUpdatedTimestamp>2024-03-01T10:01:02.345Z</LastUpdatedTimestamp><ResourceStatus>${status}</ResourceStatus><DriftInformation><StackResourceDriftStatus>NOT_CHECKED</StackResourceDriftStatus></DriftInformation>`;
