/** The part of the script that is the same for every load. It has no backticks, and runs in k6 0.41's JavaScript. */
export const scriptBody = String.raw`const runInfo = new Gauge('fibimg_run');
const reqs = new Counter('fibimg_reqs');
const failed = new Rate('fibimg_req_failed');
const coldStarts = new Counter('fibimg_cold_starts');
const trends = {};
for (const name of [
  'req_duration', 'req_blocked', 'req_connecting', 'req_tls_handshaking', 'req_sending', 'req_waiting', 'req_receiving',
  'front_door_queue', 'init_duration', 'function_duration', 'req_total',
]) {
  trends[name] = new Trend('fibimg_' + name, true);
}

/** F(0) to F(largestInt), every digit, once for all virtual users. */
const fibonacci = new SharedArray('fibonacci', () => {
  const base = 1e15;
  const numbers = ['0'];
  let before = [0];
  let last = [1];
  for (let n = 1; n <= settings.largestInt; n += 1) {
    numbers.push(digitsOf(last));
    const sum = [];
    let carry = 0;
    for (let at = 0; at < last.length; at += 1) {
      const part = last[at] + (before[at] || 0) + carry;
      carry = part >= base ? 1 : 0;
      sum.push(carry ? part - base : part);
    }
    if (carry) sum.push(1);
    before = last;
    last = sum;
  }
  return numbers;
});

function digitsOf(parts) {
  const [first, ...rest] = parts.slice().reverse();
  return String(first) + rest.map((part) => ('000000000000000' + part).slice(-15)).join('');
}

export default function () {
  if (exec.scenario.iterationInInstance === 0) runInfo.add(1, { fibimg: JSON.stringify(run) });
  const int = settings.asks ? drawInt() : undefined;
  const res = http.get(settings.address + (int === undefined ? '' : int), settings.params);
  const verdict = judge(res, int);
  record(res, verdict);
  check(res, { 'the answer is right': () => verdict.kind === 'ok' });
  if (settings.thinkTimeS > 0) sleep(settings.thinkTimeS);
}

/** By the seed and the place in the schedule alone, as in fibimg bench: the slot, or virtual user and iteration. */
function drawInt() {
  const ints = run.scenario.ints;
  const byRate = /arrival-rate$/.test(run.scenario.load.executor);
  const stream = byRate ? 0 : exec.vu.idInTest;
  const place = byRate ? exec.scenario.iterationInTest : exec.vu.iterationInScenario;
  if (Array.isArray(ints)) return ints[drawAt(run.seed, stream, place, ints.length)];
  return ints.from + drawAt(run.seed, stream, place, ints.to - ints.from + 1);
}

/** Philox4x32-10 (Salmon, Moraes, Dror and Shaw, 2011), its words beyond the even limit rejected. */
function drawAt(seed, stream, place, bound) {
  const limit = 4294967296 - (4294967296 % bound);
  for (let attempt = 0; ; attempt += 1) {
    const counter = [place >>> 0, Math.floor(place / 4294967296), stream, attempt];
    for (const word of philox(counter, [seed >>> 0, Math.floor(seed / 4294967296) >>> 0])) {
      if (word < limit) return word % bound;
    }
  }
}

function philox(counter, key) {
  let [a, b, c, d] = counter;
  let [keyA, keyB] = key;
  for (let round = 0; round < 10; round += 1) {
    const lowA = Math.imul(0xd2511f53, a) >>> 0;
    const lowC = Math.imul(0xcd9e8d57, c) >>> 0;
    const highA = highProduct(0xd2511f53, a);
    const highC = highProduct(0xcd9e8d57, c);
    a = (highC ^ b ^ keyA) >>> 0;
    b = lowC;
    c = (highA ^ d ^ keyB) >>> 0;
    d = lowA;
    keyA = (keyA + 0x9e3779b9) >>> 0;
    keyB = (keyB + 0xbb67ae85) >>> 0;
  }
  return [a, b, c, d];
}

function highProduct(one, other) {
  const oneLow = one & 0xffff;
  const oneHigh = one >>> 16;
  const otherLow = other & 0xffff;
  const otherHigh = other >>> 16;
  const cross = oneHigh * otherLow;
  const otherCross = oneLow * otherHigh;
  const middle = ((oneLow * otherLow) >>> 16) + (cross & 0xffff) + (otherCross & 0xffff);
  return oneHigh * otherHigh + (cross >>> 16) + (otherCross >>> 16) + (middle >>> 16);
}

/** The class of an answer, and what its headers say of the environment and the store. */
function judge(res, int) {
  if (res.status === 0) {
    const kind = res.error_code === 1050 ? 'timeout' : 'network_error';
    return { kind, code: 'k6_' + res.error_code, start: 'unknown', outcome: 'unknown' };
  }
  const body = res.body || '';
  return Object.assign(failureOf(res, body, int), { start: startOf(res), outcome: outcomeOf(res, body) });
}

function failureOf(res, body, int) {
  const { status } = res;
  if (status >= 300 && status < 400 && status !== 304) return { kind: 'http_error', code: 'redirect' };
  if (status < 400) {
    const wrong = settings.check ? wrongOf(body, int) : undefined;
    return wrong === undefined ? { kind: 'ok' } : { kind: 'wrong_answer', code: wrong };
  }
  const [, code] = /^\s*\{\s*"error"\s*:\s*\{\s*"code"\s*:\s*"([^"\\]{1,64})"/.exec(body) || [];
  if (status === 429) {
    const [, reason] = /"Reason"\s*:\s*"([^"\\]{1,64})"/.exec(body) || [];
    return { kind: 'throttled', code: reason || code || '429' };
  }
  if (status === 502 && code === undefined) return { kind: 'function_error', code: '502' };
  return { kind: 'http_error', code: code || String(status) };
}

const isText = (value) => typeof value === 'string';
const isTexts = (value) => value === null || (Array.isArray(value) && value.every(isText));
const time = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/;

/** What is wrong with an answer that should be the service's. */
function wrongOf(body, int) {
  let answer;
  try {
    answer = JSON.parse(body);
  } catch (_) {
    return 'not_json';
  }
  const isObject = answer !== null && typeof answer === 'object' && !Array.isArray(answer);
  if (!isObject || Object.keys(answer).length === 0) return 'not_json';
  if (Object.keys(answer).join() !== 'context,now,int,fibonacci,metadata') return 'wrong_shape';
  const { context, now, metadata } = answer;
  if (!Number.isInteger(answer.int) || answer.int < 1 || answer.int > 5000) return 'wrong_int';
  if (int !== undefined && answer.int !== int) return 'wrong_int';
  if (context === null || typeof context !== 'object' || typeof context.deadlineMs !== 'number') return 'wrong_shape';
  if (![context.awsRequestId, context.invokedFunctionArn, context.traceId].every(isText)) return 'wrong_shape';
  if (!isText(now) || !time.test(now)) return 'wrong_shape';
  if (!agrees(body, answer)) return 'wrong_fibonacci';
  if (metadata === null || typeof metadata !== 'object' || Array.isArray(metadata)) return 'wrong_shape';
  const texts = [metadata.originalUrl, metadata.redirectedUrl, metadata.imageLocation, metadata.created];
  const lists = [metadata.contentDisposition, metadata.contentType].map((one) => (one === undefined ? null : one));
  return texts.every(isText) && lists.every(isTexts) ? undefined : 'wrong_shape';
}

/** Every digit, for a number cannot hold them; or the rounding that the original answers with. */
function agrees(body, answer) {
  const exact = fibonacci[answer.int];
  const [, source = ''] = /"fibonacci"\s*:\s*([-+.\w]+)/.exec(body) || [];
  if (/^[0-9]+$/.test(source)) return source === exact;
  const value = Number(source);
  return Number.isFinite(value) && Math.abs(value / Number(exact) - 1) <= 1e-14;
}

/** k6 writes names of headers as Go does. */
function header(res, name) {
  return res.headers[name];
}

function startOf(res) {
  const told = header(res, 'X-Fibimg-Cold-Start');
  const start = told === 'true' ? 'cold' : told === 'false' ? 'warm' : 'unknown';
  const type = header(res, 'X-Fibimg-Init-Type');
  if (type === 'provisioned-concurrency') return start === 'unknown' ? start : 'warm';
  return type === undefined || type === 'on-demand' || type === 'snap-start' ? start : 'unknown';
}

/** By the header, else by an image that is older than the request. */
function outcomeOf(res, body) {
  const told = header(res, 'X-Fibimg-Outcome');
  if (told === 'stored' || told === 'fetched') return told;
  const now = instantAfter(body, '"now":"');
  const created = instantAfter(body, '"created":"');
  return res.status === 200 && now - created > totalMs(res) + 2000 ? 'stored' : 'unknown';
}

function instantAfter(body, marker) {
  const at = body.indexOf(marker) + marker.length;
  const [, year, month, day, hour, minute, second] = time.exec(body.slice(at, at + 19)) || [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

function totalMs(res) {
  return res.timings.blocked + res.timings.duration;
}

/** The total last: it ends what is said of a request. */
function record(res, verdict) {
  const { timings, status } = res;
  const { kind, code, start, outcome } = verdict;
  const connection = timings.connecting > 0 ? 'new' : 'kept';
  const tags = Object.assign({ start, outcome, class: kind, connection }, code === undefined ? {} : { code });
  reqs.add(1, tags);
  failed.add(kind !== 'ok', tags);
  if (start === 'cold') coldStarts.add(1, tags);
  if (status !== 0) {
    trends.req_duration.add(timings.duration, tags);
    for (const part of ['blocked', 'connecting', 'tls_handshaking', 'sending', 'waiting', 'receiving']) {
      trends['req_' + part].add(timings[part], tags);
    }
    recordServer(header(res, 'Server-Timing'), tags);
  } else if (kind === 'timeout') {
    trends.req_duration.add(settings.timeoutMs, tags);
  }
  trends.req_total.add(kind === 'timeout' ? settings.timeoutMs : totalMs(res), tags);
}

/** Where the time went behind the front door, of a local Lambda. */
function recordServer(text, tags) {
  for (const [name, trend] of [
    ['queue', trends.front_door_queue],
    ['init', trends.init_duration],
    ['handler', trends.function_duration],
  ]) {
    const [, duration] = new RegExp('fibimg-' + name + ';dur=([0-9.]+)').exec(text || '') || [];
    if (duration !== undefined) trend.add(Number(duration), tags);
  }
}
`;
