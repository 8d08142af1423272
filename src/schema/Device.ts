/** One version of a network device, with its site, its software, its connections and its history. */
import type { Device as DomainDevice } from '../services/model/asset-view.js';
import { builder } from './builder.js';
import { Connection } from './Connection.js';
import { counted } from './context.js';
import { Location } from './Location.js';
import { NetworkAsset } from './NetworkAsset.js';
import { Software } from './Software.js';

const DeviceType = builder.enumType('DeviceType', {
  description: 'What a device is.',
  values: {
    SERVER: { value: 'server', description: 'A server.' },
    ROUTER: { value: 'router', description: 'A router; it runs no software of its own.' },
    LAPTOP: { value: 'laptop', description: 'A laptop.' },
    IOT: { value: 'IoT', description: 'A thing with a network connection, such as a sensor.' },
    FIREWALL: { value: 'firewall', description: 'A firewall.' },
  } as const,
});

type DeviceTypeValue = typeof DeviceType.$inferType;

/** Which devices to show. */
export const DeviceFilter = builder.inputType('DeviceFilter', {
  description: 'Which devices to show; all conditions have to hold.',
  fields: (t) => ({
    type: t.field({ type: DeviceType, description: 'Only devices of this type.' }),
    nameContains: t.string({ description: 'Only devices whose name contains this text; case does not matter.' }),
  }),
});

/** One version of a device. */
export const Device = builder.objectRef<DomainDevice>('Device');

/** A page of devices. */
export const DeviceConnection = builder.connectionObject({
  type: Device,
  name: 'DeviceConnection',
  description: 'One page of devices.',
});

builder.node(Device, {
  description: 'One version of a network device.',
  interfaces: [NetworkAsset],
  id: { description: 'Opaque global id of this version.', resolve: ({ key }) => key },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.device.load(id))),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the device.' }),
    type: t.field({
      type: DeviceType,
      description: 'What it is.',
      // The enum refuses any other value that a document might have.
      resolve: ({ type }) => type as DeviceTypeValue,
    }),
    model: t.exposeString('model', { description: 'Model name.' }),
    serialNumber: t.exposeString('serialNumber', { description: 'Serial number, a UUID.' }),
    hostName: t.exposeString('hostName', { description: 'Name in the network.' }),
    ipAddress: t.exposeString('ipAddress', { description: 'IP address.' }),
    macAddress: t.exposeString('macAddress', { description: 'MAC address.' }),
    operatingSystem: t.exposeString('operatingSystem', { description: 'Operating system.' }),
    osVersion: t.exposeString('osVersion', { description: 'Version of the operating system.' }),
    firewallRules: t.stringList({
      description: 'Rules such as "allow 443".',
      resolve: ({ firewallRules }) => [...firewallRules],
    }),
    location: t.field({
      type: Location,
      nullable: true,
      description: 'Where it is; null when unknown.',
      resolve: (device, _args, { loaders }) => loaders.locationOfDevice.load(device),
    }),
    connectsTo: t.field({
      type: [Connection],
      description: 'The connections that start here.',
      resolve: async (device, _args, context) =>
        counted(context, await context.loaders.connectionsOfDevice.load(device)),
    }),
    software: t.field({
      type: [Software],
      description: 'What runs on it, in its current version.',
      resolve: async (device, _args, context) => counted(context, await context.loaders.softwareOfDevice.load(device)),
    }),
    history: t.field({
      type: [Device],
      description: 'All versions of the device, newest first, this one included.',
      resolve: async (device, _args, context) => counted(context, await context.loaders.historyOfDevice.load(device)),
    }),
  }),
});
