/** Input types that several operations share, and how their values are checked. */
import { z } from 'zod';

import { builder } from '../schema/builder.js';
import { inFigures } from '../services/base/wording.js';
import { maxServersAtOnce } from '../services/model/request-limits.js';

/** A list that is counted before its entries are looked at. */
export function atMost(entries: number) {
  return z.array(z.unknown()).max(entries, `has more than ${inFigures(entries)} entries`);
}

/** A number of servers, 0 to 100. */
export const serverCount = z
  .int('is not a whole number')
  .min(0, 'is negative')
  .max(maxServersAtOnce, `is more than ${maxServersAtOnce}`);

/** A size in bytes, 1 to 2^63 - 1. */
export const positiveBytes = z
  .bigint()
  .min(1n, 'is not positive')
  .max(2n ** 63n - 1n, 'is more than 2^63 - 1');

/** The name of a zone. */
export const zoneName = z.string().trim().min(1, 'is empty').max(100, 'has more than 100 characters');

/** Servers that do not exist yet. */
export const NewServersInput = builder.inputType('NewServersInput', {
  description: 'DB-Servers that do not exist yet.',
  fields: (t) => ({
    count: t.int({
      required: true,
      defaultValue: 0,
      description: `Number of DB-Servers, 0 to ${maxServersAtOnce}.`,
      validate: serverCount,
    }),
    capacityBytes: t.field({
      type: 'BigInt',
      description: 'Capacity of each DB-Server in bytes; that of the largest existing DB-Server when omitted.',
      validate: positiveBytes,
    }),
    zone: t.string({
      description: 'Availability zone of the DB-Servers; spread over the existing zones when omitted.',
      validate: zoneName,
    }),
  }),
});
