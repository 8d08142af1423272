/** One version of a software, with the devices that run it and its history. */
import type { Software as DomainSoftware } from '../services/model/asset-view.js';
import { builder } from './builder.js';
import { Device } from './Device.js';
import { exposed, show } from './exposed.js';
import { NetworkAsset } from './NetworkAsset.js';
import { connectionTo } from './paging.js';

const SoftwareType = builder.enumType('SoftwareType', {
  description: 'The kind of a piece of software.',
  values: {
    APPLICATION: { value: 'application', description: 'A program that people use.' },
    DATABASE: { value: 'database', description: 'A database management system.' },
    SERVICE: { value: 'service', description: 'A service that runs in the background.' },
  } as const,
});

type SoftwareTypeValue = typeof SoftwareType.$inferType;

/** Which software to show. */
export const SoftwareFilter = builder.inputType('SoftwareFilter', {
  description: 'Selects software; an entry has to meet all conditions.',
  fields: (t) => ({
    type: t.field({ type: SoftwareType, description: 'Only software of this kind.' }),
    nameContains: t.string({ description: 'Only software whose name contains this text, regardless of case.' }),
  }),
});

/** One version of a software. */
export const Software = builder.objectRef<DomainSoftware>('Software');

/** A page of software. */
export const SoftwareConnection = connectionTo(Software, 'One page of software with its place in the list.');

builder.node(Software, {
  description: 'One version of a piece of software.',
  interfaces: [NetworkAsset],
  id: { description: 'Opaque global id of this version.', resolve: ({ key }) => key },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.software.load(id))),
  fields: exposed((t) => ({
    name: show('String', 'Product name of the software.'),
    type: t.field({
      type: SoftwareType,
      description: 'The kind of the software, e.g. DATABASE.',
      // The enum refuses any other value that a document might have.
      resolve: ({ type }) => type as SoftwareTypeValue,
    }),
    version: show('String', 'Version number of the software, e.g. 14.5.'),
    portNumber: show('Int', 'The TCP port that the software listens on.'),
    isEnabled: show('Boolean', 'Whether the software is switched on.'),
    devices: t.field({
      type: [Device],
      description: 'The devices that run the software, in their current version.',
      resolve: (software, _args, context) => context.loaders.devicesOfSoftware.load(software),
    }),
    history: t.field({
      type: [Software],
      description: 'All versions of the software, newest first, including this one.',
      resolve: (software, _args, context) => context.loaders.historyOfSoftware.load(software),
    }),
  })),
});
