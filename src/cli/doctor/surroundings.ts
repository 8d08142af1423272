/** This machine as the doctor looks at it. */
import { systemClock } from '../../services/base/clock.js';
import { machineNetwork } from '../../services/store/arango/doctor/network.js';
import { freeBytesOf } from '../../services/store/embedded/doctor.js';
import { bundledThread } from '../bundled-thread.js';
import type { Surroundings } from './diagnosis.js';

/** So long may a connection take to be made, in milliseconds. */
const connectTimeoutMs = 4000;

/** Less than for the store, because somebody waits, and long enough for a busy server. */
const requestTimeoutMs = 2500;

/** Returns the surroundings of a process with this environment. */
export function systemSurroundings(environment: Surroundings['environment']): Surroundings {
  return {
    environment,
    clock: systemClock(),
    network: machineNetwork(connectTimeoutMs),
    freeBytesOf,
    examiner: bundledThread('examiner'),
    requestTimeoutMs,
  };
}
