/** hasVersion: from the entry point of a device or software to each of its versions, and from there to its exit point. */
import type { Output, TenantContext } from './context.js';
import { edgeTemplate } from './edge.js';
import { type Interval, versionsPerAsset } from './timeline.js';

/**
 * Puts the two edges of each version of one asset into the output, newest version first. An edge is valid exactly as
 * long as its version. `ordinal`: how many devices and software the tenant has before this one.
 */
export type PushVersionEdges = (
  output: Output,
  ordinal: number,
  proxyKey: string,
  timeline: readonly Interval[],
) => void;

/** Returns the maker of the hasVersion edges of a tenant's devices or software. */
export function versionEdgeMaker(context: TenantContext, kind: 'Device' | 'Software'): PushVersionEdges {
  const entryKind = `${kind}ProxyIn` as const;
  const exitKind = `${kind}ProxyOut` as const;
  const fromEntry = edgeTemplate(context, entryKind, kind);
  const toExit = edgeTemplate(context, kind, exitKind);
  const keyStart = `${context.tenantKey}:version`;
  const keyEnd = `:${context.tenantKey}`;
  const versionStart = `${context.collections[kind]}/`;
  const entryStart = `${context.collections[entryKind]}/`;
  const exitStart = `${context.collections[exitKind]}/`;

  return (output, ordinal, proxyKey, timeline) => {
    const entryId = entryStart + proxyKey;
    const exitId = exitStart + proxyKey;
    const versionIdStart = `${versionStart}${proxyKey}-`;
    const firstNumber = ordinal * versionsPerAsset * 2 + 1;
    timeline.forEach(({ created, expired }, version) => {
      const versionId = versionIdStart + version.toString();
      const number = firstNumber + 2 * version;
      output.push(
        {
          kind: 'hasVersion',
          fields: {
            ...fromEntry,
            _key: keyStart + number.toString() + keyEnd,
            _from: entryId,
            _to: versionId,
            created,
            expired,
          },
        },
        {
          kind: 'hasVersion',
          fields: {
            ...toExit,
            _key: keyStart + (number + 1).toString() + keyEnd,
            _from: versionId,
            _to: exitId,
            created,
            expired,
          },
        },
      );
    });
  };
}
