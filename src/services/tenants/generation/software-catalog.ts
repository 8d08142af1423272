/**
 * The software a tenant can have: real products with their ports and releases, and the types of device that run them.
 * No product runs on a router.
 */
import type { DeviceType } from './device-catalog.js';

/** A software's `type`. */
export type SoftwareType = 'application' | 'database' | 'service';

/** One product. */
export interface Product {
  readonly name: string;
  /** The port it listens on by default, then other usual ones; at least two. */
  readonly ports: readonly [number, number, ...number[]];
  /** Releases, newest first; at least three. */
  readonly versions: readonly string[];
  readonly runsOn: readonly Exclude<DeviceType, 'router'>[];
}

/** What software of one type have in common. */
export interface SoftwareTypeEntry {
  readonly type: SoftwareType;
  /** How many of the 30 software of one unit of scale factor are of this type. */
  readonly perScale: number;
  readonly products: readonly Product[];
}

const server = ['server'] as const;
const workplace = ['laptop'] as const;
const edge = ['server', 'IoT'] as const;
const anywhere = ['server', 'laptop', 'IoT', 'firewall'] as const;

const applications: readonly Product[] = [
  {
    name: 'NGINX',
    ports: [443, 80, 8443],
    versions: ['1.27.3', '1.27.2', '1.26.2', '1.25.5', '1.24.0'],
    runsOn: server,
  },
  { name: 'Apache Tomcat', ports: [8080, 8443], versions: ['11.0.2', '10.1.34', '10.1.33', '9.0.98'], runsOn: server },
  { name: 'GitLab', ports: [443, 8443, 80], versions: ['17.7.0', '17.6.2', '17.5.4', '16.11.10'], runsOn: server },
  { name: 'Grafana', ports: [3000, 443], versions: ['11.4.0', '11.3.2', '10.4.14', '9.5.21'], runsOn: server },
  { name: 'Jenkins', ports: [8080, 8443], versions: ['2.479.2', '2.462.3', '2.452.4', '2.440.3'], runsOn: server },
  { name: 'Keycloak', ports: [8443, 8080], versions: ['26.0.7', '25.0.6', '24.0.5', '23.0.7'], runsOn: server },
  { name: 'Nextcloud', ports: [443, 80], versions: ['30.0.4', '29.0.10', '28.0.14', '27.1.11'], runsOn: server },
  { name: 'JupyterLab', ports: [8888, 8889], versions: ['4.3.4', '4.2.6', '4.1.8', '3.6.8'], runsOn: workplace },
  { name: 'Syncthing', ports: [22000, 8384], versions: ['1.28.1', '1.27.12', '1.26.1', '1.25.0'], runsOn: workplace },
  { name: 'Node-RED', ports: [1880, 443], versions: ['4.0.8', '3.1.15', '3.0.2', '2.2.3'], runsOn: edge },
];

const databases: readonly Product[] = [
  { name: 'PostgreSQL', ports: [5432, 5433], versions: ['17.2', '16.6', '15.10', '14.15', '13.18'], runsOn: server },
  { name: 'MySQL', ports: [3306, 33060], versions: ['9.1.0', '8.4.3', '8.0.40', '8.0.36'], runsOn: server },
  { name: 'MariaDB', ports: [3306, 3307], versions: ['11.4.4', '10.11.10', '10.6.20', '10.5.27'], runsOn: server },
  { name: 'MongoDB', ports: [27017, 27018], versions: ['8.0.4', '7.0.16', '6.0.19', '5.0.30'], runsOn: server },
  { name: 'ArangoDB', ports: [8529, 8530], versions: ['3.12.4', '3.12.2', '3.11.12', '3.10.14'], runsOn: server },
  { name: 'Redis', ports: [6379, 6380], versions: ['7.4.1', '7.2.6', '7.0.15', '6.2.16'], runsOn: server },
  { name: 'SQL Server', ports: [1433, 1434], versions: ['2022', '2019', '2017', '2016'], runsOn: server },
  { name: 'InfluxDB', ports: [8086, 8088], versions: ['2.7.11', '2.7.6', '2.6.1', '1.8.10'], runsOn: edge },
];

const services: readonly Product[] = [
  { name: 'OpenSSH', ports: [22, 2222], versions: ['9.9p1', '9.8p1', '9.6p1', '9.3p2', '8.9p1'], runsOn: anywhere },
  { name: 'Node Exporter', ports: [9100, 9101], versions: ['1.8.2', '1.7.0', '1.6.1', '1.5.0'], runsOn: anywhere },
  { name: 'Net-SNMP', ports: [161, 1161], versions: ['5.9.4', '5.9.3', '5.9.1', '5.8'], runsOn: anywhere },
  { name: 'rsyslog', ports: [514, 6514], versions: ['8.2412.0', '8.2408.0', '8.2312.0', '8.2112.0'], runsOn: anywhere },
  {
    name: 'strongSwan',
    ports: [500, 4500],
    versions: ['5.9.14', '5.9.13', '5.9.8', '5.8.4'],
    runsOn: ['firewall', 'server'],
  },
  { name: 'Mosquitto', ports: [8883, 1883], versions: ['2.0.20', '2.0.18', '2.0.15', '1.6.15'], runsOn: edge },
  { name: 'BIND', ports: [53, 853], versions: ['9.20.4', '9.18.32', '9.16.50', '9.11.37'], runsOn: server },
  { name: 'Prometheus', ports: [9090, 9091], versions: ['3.0.1', '2.55.1', '2.53.3', '2.45.6'], runsOn: server },
  { name: 'HAProxy', ports: [443, 80, 8404], versions: ['3.1.1', '3.0.7', '2.8.12', '2.6.20'], runsOn: server },
  {
    name: 'Elastic Agent',
    ports: [8220, 6789],
    versions: ['8.17.0', '8.16.1', '8.15.5', '7.17.26'],
    runsOn: ['server', 'laptop'],
  },
];

/** Every type; the numbers per scale factor sum up to 30. */
export const softwareTypes: readonly SoftwareTypeEntry[] = [
  { type: 'application', perScale: 12, products: applications },
  { type: 'database', perScale: 7, products: databases },
  { type: 'service', perScale: 11, products: services },
];
