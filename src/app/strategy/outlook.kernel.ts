/** The worker that simulates an outlook for the pages, so that the server answers others meanwhile. */
import { parentPort, workerData } from 'node:worker_threads';
import { drawnOutlook, type OutlookTask } from './outlook.ts';

const { facts, prices, thresholds } = workerData as OutlookTask;
parentPort?.postMessage(drawnOutlook(facts, prices, thresholds));
