// The processor time of a warm call: loads the function named by the argument, calls it until it is optimised, then measures.
const { handler } = await import(process.argv[2]);
const event = {
  queryStringParameters: { int: '500' },
  requestContext: { http: { method: 'GET' } },
};
const context = { awsRequestId: 'id', getRemainingTimeInMillis: () => 28_000 };
// What it logs is not what is measured.
process.stdout.write = () => true;
const callMany = async (times) => {
  for (let call = 0; call < times; call += 1) await handler(event, context);
};
await callMany(1000);
const before = process.cpuUsage();
const calls = 2000;
await callMany(calls);
const { user, system } = process.cpuUsage(before);
process.stderr.write(`${(user + system) / calls}\n`);
process.exit(0);
