/**
 * The devices a tenant can have: which types and how many of each, with models, operating systems and firewall rules
 * that belong together. Products and releases are real; everything else about a device is drawn.
 */

/** A device's `type`. */
export type DeviceType = 'server' | 'router' | 'laptop' | 'IoT' | 'firewall';

/** A model with what runs on it. */
export interface DeviceModel {
  readonly model: string;
  readonly operatingSystem: string;
  /** Releases, newest first; at least three. */
  readonly osVersions: readonly string[];
}

/** What devices of one type have in common. */
export interface DeviceTypeEntry {
  readonly type: DeviceType;
  /** How many of the 20 devices of one unit of scale factor are of this type. */
  readonly perScale: number;
  /** First part of host names. */
  readonly hostPrefix: string;
  /** Firewall rules to choose from: eight, so that a choice is one byte. */
  readonly firewallRules: readonly string[];
  readonly models: readonly DeviceModel[];
}

const ubuntu = { operatingSystem: 'Ubuntu Server', osVersions: ['24.04.1', '24.04', '22.04.5', '22.04.4', '20.04.6'] };
const redHat = { operatingSystem: 'Red Hat Enterprise Linux', osVersions: ['9.5', '9.4', '9.2', '8.10', '8.8'] };
const windowsServer = { operatingSystem: 'Windows Server', osVersions: ['2025', '2022', '2019', '2016'] };
const iosXe = { operatingSystem: 'Cisco IOS XE', osVersions: ['17.15.1', '17.12.4', '17.9.5', '17.6.8', '16.12.11'] };
const junos = { operatingSystem: 'Junos OS', osVersions: ['24.2R1', '23.4R2', '22.4R3', '21.4R3', '20.4R3'] };
const windows = { operatingSystem: 'Windows 11 Pro', osVersions: ['24H2', '23H2', '22H2', '21H2'] };
const macOs = { operatingSystem: 'macOS', osVersions: ['15.2', '15.1', '14.7', '14.5', '13.7'] };
const fedora = { operatingSystem: 'Fedora Workstation', osVersions: ['41', '40', '39', '38'] };
const raspberryPiOs = { operatingSystem: 'Raspberry Pi OS', osVersions: ['12.8', '12.5', '12.2', '11.9', '11.7'] };
const axisOs = { operatingSystem: 'AXIS OS', osVersions: ['12.1', '11.11', '11.9', '10.12', '9.80'] };
const openWrt = { operatingSystem: 'OpenWrt', osVersions: ['23.05.5', '23.05.3', '22.03.7', '21.02.7'] };
const fortiOs = { operatingSystem: 'FortiOS', osVersions: ['7.6.1', '7.4.5', '7.2.10', '7.0.16', '6.4.15'] };
const panOs = { operatingSystem: 'PAN-OS', osVersions: ['11.2.4', '11.1.6', '10.2.13', '10.1.14', '9.1.19'] };

/** Every type; the numbers per scale factor sum up to 20. */
export const deviceTypes: readonly DeviceTypeEntry[] = [
  {
    type: 'server',
    perScale: 6,
    hostPrefix: 'srv',
    firewallRules: [
      'allow 22',
      'allow 80',
      'allow 443',
      'allow 5432',
      'allow 8080',
      'allow 9100',
      'deny 23',
      'deny 3389',
    ],
    models: [
      { model: 'Dell PowerEdge R760', ...ubuntu },
      { model: 'Dell PowerEdge R660', ...redHat },
      { model: 'HPE ProLiant DL380 Gen11', ...redHat },
      { model: 'HPE ProLiant DL360 Gen11', ...windowsServer },
      { model: 'Lenovo ThinkSystem SR650 V3', ...ubuntu },
      { model: 'Supermicro SYS-621C', ...ubuntu },
    ],
  },
  {
    type: 'router',
    perScale: 3,
    hostPrefix: 'rtr',
    firewallRules: ['allow 22', 'allow 179', 'allow 161', 'allow 830', 'allow 500', 'allow 4500', 'deny 23', 'deny 80'],
    models: [
      { model: 'Cisco ISR 4331', ...iosXe },
      { model: 'Cisco Catalyst 8300', ...iosXe },
      { model: 'Cisco ASR 1001-X', ...iosXe },
      { model: 'Juniper MX204', ...junos },
      { model: 'Juniper ACX7100', ...junos },
    ],
  },
  {
    type: 'laptop',
    perScale: 6,
    hostPrefix: 'nb',
    firewallRules: ['allow 443', 'allow 53', 'allow 80', 'allow 5353', 'allow 22', 'deny 445', 'deny 3389', 'deny 139'],
    models: [
      { model: 'Dell Latitude 7450', ...windows },
      { model: 'Lenovo ThinkPad X1 Carbon Gen 12', ...windows },
      { model: 'HP EliteBook 840 G11', ...windows },
      { model: 'Apple MacBook Pro 14', ...macOs },
      { model: 'Apple MacBook Air 13', ...macOs },
      { model: 'Framework Laptop 13', ...fedora },
    ],
  },
  {
    type: 'IoT',
    perScale: 3,
    hostPrefix: 'iot',
    firewallRules: [
      'allow 8883',
      'allow 1883',
      'allow 443',
      'allow 554',
      'allow 123',
      'allow 22',
      'deny 23',
      'deny 80',
    ],
    models: [
      { model: 'Raspberry Pi 5', ...raspberryPiOs },
      { model: 'Raspberry Pi Compute Module 4', ...raspberryPiOs },
      { model: 'Axis P3265-LV', ...axisOs },
      { model: 'Teltonika RUT956', ...openWrt },
    ],
  },
  {
    type: 'firewall',
    perScale: 2,
    hostPrefix: 'fw',
    firewallRules: [
      'allow 443',
      'allow 500',
      'allow 4500',
      'allow 22',
      'allow 161',
      'allow 514',
      'deny 23',
      'deny 445',
    ],
    models: [
      { model: 'Fortinet FortiGate 100F', ...fortiOs },
      { model: 'Fortinet FortiGate 200F', ...fortiOs },
      { model: 'Palo Alto PA-440', ...panOs },
      { model: 'Palo Alto PA-1410', ...panOs },
    ],
  },
];
