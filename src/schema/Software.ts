/** One version of a software, with the devices that run it and its history. */
import type { Software as DomainSoftware } from '../services/model/asset-view.js';
import { builder } from './builder.js';
import { counted } from './context.js';
import { Device } from './Device.js';
import { NetworkAsset } from './NetworkAsset.js';

const SoftwareType = builder.enumType('SoftwareType', {
  description: 'What a software is.',
  values: {
    APPLICATION: { value: 'application', description: 'An application.' },
    DATABASE: { value: 'database', description: 'A database.' },
    SERVICE: { value: 'service', description: 'A background service.' },
  } as const,
});

type SoftwareTypeValue = typeof SoftwareType.$inferType;

/** Which software to show. */
export const SoftwareFilter = builder.inputType('SoftwareFilter', {
  description: 'Which software to show; all conditions have to hold.',
  fields: (t) => ({
    type: t.field({ type: SoftwareType, description: 'Only software of this type.' }),
    nameContains: t.string({ description: 'Only software whose name contains this text; case does not matter.' }),
  }),
});

/** One version of a software. */
export const Software = builder.objectRef<DomainSoftware>('Software');

/** A page of software. */
export const SoftwareConnection = builder.connectionObject({
  type: Software,
  name: 'SoftwareConnection',
  description: 'One page of software.',
});

builder.node(Software, {
  description: 'One version of a software.',
  interfaces: [NetworkAsset],
  id: { description: 'Opaque global id of this version.', resolve: ({ key }) => key },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.software.load(id))),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the software.' }),
    type: t.field({
      type: SoftwareType,
      description: 'What it is.',
      // The enum refuses any other value that a document might have.
      resolve: ({ type }) => type as SoftwareTypeValue,
    }),
    version: t.exposeString('version', { description: 'Its version number.' }),
    portNumber: t.exposeInt('portNumber', { description: 'The TCP port that it listens on.' }),
    isEnabled: t.exposeBoolean('isEnabled', { description: 'Whether it is switched on.' }),
    devices: t.field({
      type: [Device],
      description: 'The devices that run it, in their current version.',
      resolve: async (software, _args, context) =>
        counted(context, await context.loaders.devicesOfSoftware.load(software)),
    }),
    history: t.field({
      type: [Software],
      description: 'All versions of the software, newest first, this one included.',
      resolve: async (software, _args, context) =>
        counted(context, await context.loaders.historyOfSoftware.load(software)),
    }),
  }),
});
