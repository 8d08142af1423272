/** What one server can send or receive. Nothing is refused for it: the times of a plan follow from it. */
import { inBytes } from '../../base/wording.js';
import { type LimitSetting, rates } from './setting.js';

declare module '../../model/plan.js' {
  interface PlanLimits {
    /** What one server can send or receive, in bytes per second; times in the plan are modelled from it. */
    readonly bandwidthBytesPerSecond: number;
  }
}

export const bandwidth: LimitSetting<'bandwidthBytesPerSecond'> = {
  ...rates,
  name: 'bandwidthBytesPerSecond',
  // A tenth of a 10 Gbit/s network: what a busy cluster can spare.
  defaultValue: 125_000_000,
  description:
    'Bandwidth of one DB-Server in each direction, in bytes per second; the durations in the plan are computed from it. When omitted, that of the simulated cluster, or 125 MB/s elsewhere.',
  title: 'Bandwidth of a DB-Server',
  inWords: ({ bandwidthBytesPerSecond }) => `${inBytes(bandwidthBytesPerSecond)}/s`,
};
