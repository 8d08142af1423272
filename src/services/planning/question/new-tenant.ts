/** What is known of a tenant before it exists: which SmartGraph takes it, and how big it will be. */
import { counted, inFigures } from '../../base/wording.js';
import type { NamingConvention } from '../../model/asset.js';
import type { ClusterTopology } from '../../model/topology.js';

/**
 * Bytes of one document where no tenant can be asked: the mean over the eleven kinds of generated documents, rounded.
 * Only the first tenant of a cluster depends on it.
 */
const assumedBytesPerDocument = 400;

/** A modelled size: one copy. */
export interface ModelledSize {
  readonly bytes: bigint;
  /** Where the figure comes from; starts with `modelled:`. */
  readonly bytesBasis: string;
}

/**
 * Returns the bytes of a tenant with so many documents: at a stated size per document, else at the mean of the tenants
 * there are.
 */
export function sizeOfNewTenant(
  topology: ClusterTopology,
  documents: number,
  bytesPerDocument: number | null = null,
): ModelledSize {
  if (bytesPerDocument !== null) {
    const bytes = BigInt(documents) * BigInt(bytesPerDocument);
    return { bytes, bytesBasis: `modelled: ${inFigures(bytesPerDocument)} bytes per document, as stated` };
  }
  const known = topology.tenants.reduce(
    (sum, tenant) => ({ documents: sum.documents + tenant.documents, bytes: sum.bytes + tenant.bytes }),
    { documents: 0, bytes: 0n },
  );
  if (known.documents === 0 || known.bytes === 0n) {
    return {
      bytes: BigInt(documents * assumedBytesPerDocument),
      bytesBasis: `modelled: ${assumedBytesPerDocument} bytes per document are assumed, as there is no tenant to measure yet`,
    };
  }
  const mean = Math.round(Number(known.bytes) / known.documents);
  return {
    bytes: (known.bytes * BigInt(documents)) / BigInt(known.documents),
    bytesBasis: `modelled: ${mean} bytes per document, the mean of ${counted(topology.tenants.length, 'tenant')} there ${topology.tenants.length === 1 ? 'is' : 'are'}`,
  };
}

/**
 * Returns the SmartGraph whose collections are spelt in a naming convention: `has_version` or `hasVersion` tell them
 * apart. null when there is none yet.
 */
export function graphOfNaming(topology: ClusterTopology, naming: NamingConvention): string | null {
  const probe = naming === 'camelCase' ? 'hasVersion' : 'has_version';
  return topology.collections.find(({ name, graph }) => name === probe && graph !== null)?.graph ?? null;
}
