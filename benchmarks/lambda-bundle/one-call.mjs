// An execution environment reduced to its first request: loads the function named by the argument, calls it once.
const started = performance.now();
const { handler } = await import(process.argv[2]);
const loaded = performance.now();
const event = {
  queryStringParameters: { int: '500' },
  requestContext: { http: { method: 'GET' } },
};
const answer = await handler(event, { awsRequestId: 'id', getRemainingTimeInMillis: () => 28_000 });
const answered = performance.now();
const outcome = answer.headers['x-fibimg-outcome'];
console.log(`answered ${answer.statusCode} ${outcome} ${loaded - started} ${answered - loaded}`);
process.exit();
