// k6's modules for a script that runs in Node: a virtual user is a thread, and waits for each answer.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';

const state = { iteration: {}, own: -1, tags: {} };
const declared = new Set();

const ask = (message) => {
  const { flag } = workerData;
  Atomics.store(flag, 0, 0);
  parentPort.postMessage(message);
  Atomics.wait(flag, 0, 0);
  for (;;) {
    const received = receiveMessageOnPort(parentPort);
    if (received !== undefined) return received.message;
  }
};

const point = (metric, type, contains, value, tags) => {
  const line = (data) => parentPort.postMessage({ kind: 'line', line: JSON.stringify(data) });
  if (!declared.has(metric)) {
    declared.add(metric);
    const data = { name: metric, type, contains, thresholds: [], submetrics: null };
    line({ type: 'Metric', data, metric });
  }
  const { idInInstance } = workerData;
  line({
    metric,
    type: 'Point',
    data: {
      time: new Date(performance.timeOrigin + performance.now())
        .toISOString()
        .replace('Z', '123456Z'),
      value,
      tags: { group: '', scenario: 'load', ...tags },
      metadata: { vu: String(idInInstance), iter: String(state.own) },
    },
  });
};

class Metric {
  constructor(name, isTime = false) {
    this.name = name;
    this.contains = isTime ? 'time' : 'default';
  }
  add(value, tags = {}) {
    for (const [key, tag] of Object.entries(tags)) {
      if (typeof tag !== 'string') throw new TypeError(`the tag ${key} is no text`);
    }
    point(this.name, this.type, this.contains, Number(value), tags);
  }
}
export class Counter extends Metric {
  type = 'counter';
}
export class Gauge extends Metric {
  type = 'gauge';
}
export class Rate extends Metric {
  type = 'rate';
}
export class Trend extends Metric {
  type = 'trend';
}

export function SharedArray(_name, make) {
  return make();
}

export const check = (value, checks, tags) => {
  let all = true;
  for (const [name, isRight] of Object.entries(checks)) {
    const passed = Boolean(isRight(value));
    all &&= passed;
    point('checks', 'rate', 'default', passed ? 1 : 0, { check: name, ...tags });
  }
  return all;
};

export const sleep = (seconds) =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);

export const http = {
  get(url, { headers, timeout, tags }) {
    const timeoutMs = Number(timeout.replace('ms', ''));
    const answer = ask({ kind: 'http', request: { url, headers, timeoutMs } });
    const { timings, status } = answer;
    const all = { method: 'GET', status: String(status), url: tags.name, ...tags };
    point('http_reqs', 'counter', 'default', 1, all);
    for (const part of ['duration', 'blocked', 'connecting', 'sending', 'waiting', 'receiving']) {
      point(`http_req_${part}`, 'trend', 'time', timings[part], all);
    }
    state.bytes = { sent: 100 + url.length, received: (answer.body || '').length };
    state.asked = url;
    return answer;
  },
};

/** Runs the script's default function until there are no more iterations. */
export const iterate = (body, onIteration) => {
  for (;;) {
    const iteration = ask({ kind: 'next' });
    if (iteration === undefined) return;
    state.iteration = iteration;
    state.own += 1;
    body();
    point('data_sent', 'counter', 'data', state.bytes.sent, {});
    point('data_received', 'counter', 'data', state.bytes.received, {});
    point('asked', 'gauge', 'default', Number(new URL(state.asked).searchParams.get('int')), {});
    onIteration?.();
  }
};

export const exec = {
  scenario: {
    get iterationInInstance() {
      return state.iteration.iterationInInstance;
    },
    get iterationInTest() {
      return state.iteration.iterationInTest;
    },
  },
  vu: {
    get idInTest() {
      return workerData.idInTest;
    },
    get iterationInScenario() {
      return state.own;
    },
  },
};
