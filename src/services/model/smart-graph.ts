/** The SmartGraphs that hold the tenants' documents: their names, their prototype, and which documents they hold. */
import type { AssetKind, NamingConvention } from './asset.js';

/** The SmartGraph of each naming convention; a collection has one smartGraphAttribute, so there are two graphs. */
export const graphNames: Readonly<Record<NamingConvention, string>> = {
  camelCase: 'network_assets',
  snake_case: 'network_assets_snake_case',
};

/** The first collection of a SmartGraph: all others follow its placement. */
export const prototypeKind: AssetKind = 'Device';

/** Both naming conventions, in the order in which their graphs are listed. */
export const namingConventions: readonly NamingConvention[] = ['camelCase', 'snake_case'];

/** Which kinds of vertices each kind of edge may tie together, from and to. */
export const edgeEnds: Partial<Record<AssetKind, readonly (readonly [from: AssetKind, to: AssetKind])[]>> = {
  hasConnection: [['DeviceProxyOut', 'DeviceProxyIn']],
  hasLocation: [['DeviceProxyOut', 'Location']],
  hasDeviceSoftware: [['DeviceProxyOut', 'SoftwareProxyIn']],
  hasVersion: [
    ['DeviceProxyIn', 'Device'],
    ['Device', 'DeviceProxyOut'],
    ['SoftwareProxyIn', 'Software'],
    ['Software', 'SoftwareProxyOut'],
  ],
};
