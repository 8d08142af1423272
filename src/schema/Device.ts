/** One version of a network device, with its site, its software, its connections and its history. */
import type { Device as DomainDevice } from '../services/model/asset-view.js';
import { builder } from './builder.js';
import { Connection } from './Connection.js';
import { exposed, show } from './exposed.js';
import { Location } from './Location.js';
import { NetworkAsset } from './NetworkAsset.js';
import { connectionTo } from './paging.js';
import { Software } from './Software.js';

const DeviceType = builder.enumType('DeviceType', {
  description: 'The kind of a network device.',
  values: {
    SERVER: { value: 'server', description: 'A machine that runs services for others.' },
    ROUTER: { value: 'router', description: 'A router; it runs no software of its own.' },
    LAPTOP: { value: 'laptop', description: 'A portable personal computer.' },
    IOT: { value: 'IoT', description: 'A connected thing, such as a sensor.' },
    FIREWALL: { value: 'firewall', description: 'A device that filters network traffic.' },
  } as const,
});

type DeviceTypeValue = typeof DeviceType.$inferType;

/** Which devices to show. */
export const DeviceFilter = builder.inputType('DeviceFilter', {
  description: 'Selects devices; a device has to meet all conditions.',
  fields: (t) => ({
    type: t.field({ type: DeviceType, description: 'Only devices of this kind.' }),
    nameContains: t.string({ description: 'Only devices whose name contains this text, regardless of case.' }),
  }),
});

/** One version of a device. */
export const Device = builder.objectRef<DomainDevice>('Device');

/** A page of devices. */
export const DeviceConnection = connectionTo(Device, 'One page of devices with its place in the list.');

builder.node(Device, {
  description: 'One version of a network device.',
  interfaces: [NetworkAsset],
  id: { description: 'Opaque global id of this version.', resolve: ({ key }) => key },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.device.load(id))),
  fields: exposed((t) => ({
    name: show('String', 'Name of the device for people.'),
    type: t.field({
      type: DeviceType,
      description: 'The kind of the device, e.g. SERVER.',
      // The enum refuses any other value that a document might have.
      resolve: ({ type }) => type as DeviceTypeValue,
    }),
    model: show('String', "Name of the device's model."),
    serialNumber: show('String', 'Serial number of the device, a UUID.'),
    hostName: show('String', 'Name of the device in the network.'),
    ipAddress: show('String', 'IPv4 address of the device.'),
    macAddress: show('String', 'Hardware (MAC) address of the network interface.'),
    operatingSystem: show('String', 'Name of the operating system, e.g. Ubuntu.'),
    osVersion: show('String', 'Version of the operating system.'),
    firewallRules: show(['String'], 'Firewall rules of the device, e.g. "allow 443".'),
    location: t.field({
      type: Location,
      nullable: true,
      description: 'The site where the device is; null when unknown.',
      resolve: (device, _args, { loaders }) => loaders.locationOfDevice.load(device),
    }),
    connectsTo: t.field({
      type: [Connection],
      description: 'The connections that start at this device.',
      resolve: (device, _args, context) => context.loaders.connectionsOfDevice.load(device),
    }),
    software: t.field({
      type: [Software],
      description: 'The software that runs on the device, in its current version.',
      resolve: (device, _args, context) => context.loaders.softwareOfDevice.load(device),
    }),
    history: t.field({
      type: [Device],
      description: 'All versions of the device, newest first, including this one.',
      resolve: (device, _args, context) => context.loaders.historyOfDevice.load(device),
    }),
  })),
});
