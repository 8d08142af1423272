/** Generates all documents of a tenant as a stream of batches: memory depends on the batch, not on the scale factor. */
import type { AssetDocument } from '../../model/asset.js';
import { connectionMaker } from './connections.js';
import { createContext, type Output } from './context.js';
import { deviceMaker } from './devices.js';
import { locationMaker } from './locations.js';
import { softwareMaker } from './software.js';
import { assertGenerationSpec, type GenerationSpec } from './spec.js';

/** Large enough to be stored well, small enough to take a few milliseconds. */
const defaultBatchSize = 1000;

/** So that the event loop waits for some ten milliseconds at most. */
const greatestBatchSize = 5000;

/**
 * Returns the tenant's documents, 1,095 for each unit of scale factor, in batches of `batchSize` (1 to 5,000; the last
 * one may be smaller). A batch mixes kinds; both ends of an edge come before the edge. The same spec gives the same
 * documents in the same order, whatever the batch size; each is made only when it is asked for, so the caller can
 * pause, or stop, between batches. Throws an InvalidInputError when the spec is not valid and a RangeError when the
 * batch size is not, both at once and not at the first batch.
 */
export function generateTenant(
  spec: GenerationSpec,
  batchSize = defaultBatchSize,
): Generator<readonly AssetDocument[], void, undefined> {
  assertGenerationSpec(spec);
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > greatestBatchSize) {
    throw new RangeError(`The batch size is ${batchSize}, but must be an integer from 1 to ${greatestBatchSize}`);
  }
  return batches(spec, batchSize);
}

function* batches(spec: GenerationSpec, batchSize: number): Generator<readonly AssetDocument[], void, undefined> {
  const context = createContext(spec);
  // Locations before the devices that stand there, devices before the software that runs on them.
  const sections = [
    { make: locationMaker(context), count: context.locations },
    { make: deviceMaker(context), count: context.devices },
    { make: softwareMaker(context), count: context.software },
    { make: connectionMaker(context), count: context.devices },
  ];
  let output: Output = [];
  for (const { make, count } of sections) {
    for (let index = 0; index < count; index++) {
      make(output, index);
      while (output.length >= batchSize) {
        yield output.slice(0, batchSize);
        output = output.slice(batchSize);
      }
    }
  }
  if (output.length > 0) yield output;
}
