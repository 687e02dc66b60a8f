// A virtual user: the script in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';

const script = await import(workerData.bundle);
script.iterate(script.default);
parentPort.close();
