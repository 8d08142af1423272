/** Collections hold what their tenants hold, and nothing else: no document of nobody, and none that is counted twice. */
import { counted, inFigures } from '../../base/wording.js';
import { assetKinds, nameIn, type NamingConvention } from '../../model/asset.js';
import { fail, pass, skip } from '../../model/check.js';
import { graphNames, namingConventions } from '../../model/smart-graph.js';
import type { ClusterTopology } from '../../model/topology.js';
import type { Count, DatabaseCheck } from './subject.js';

/** Collections named in the evidence. */
const maxNamed = 3;

/** Shards and tenants are counted one after the other, so it says something only while nobody adds or removes tenants. */
export const collectionSums: DatabaseCheck = {
  code: 'COLLECTION_SUMS',
  title: 'Every collection contains exactly the documents of its tenants',
  async look(subject) {
    const count = await subject.count();
    const held = documentsByCollection(count.after);
    if (held.size === 0) return skip('0 collections: none has been created yet');
    if (isMoving(count)) {
      return skip(
        `Tenants are being added or removed (${counted(count.unfinished.length, 'unfinished tenant')}), ` +
          'which changes the sums',
        'Run the check again when that has finished',
      );
    }
    const owned = documentsOfTenants(count);
    const wrong = [...held].filter(([name, documents]) => documents !== (owned.get(name) ?? 0));
    const total = [...held.values()].reduce((sum, documents) => sum + documents, 0);
    const looked = `${counted(total, 'document')} in ${counted(held.size, 'collection')}, ${counted(count.tenants.length, 'tenant')}`;
    if (wrong.length === 0) return pass(`${looked}: all sums agree`);
    const shown = wrong
      .slice(0, maxNamed)
      .map(
        ([name, documents]) =>
          `${name} contains ${inFigures(documents)}, but its tenants have ${inFigures(owned.get(name) ?? 0)}`,
      );
    const more = wrong.length > shown.length ? `; and ${wrong.length - shown.length} more` : '';
    return fail(
      `${looked}: ${counted(wrong.length, 'sum')} wrong: ${shown.join('; ')}${more}`,
      'Run checkIsolation (shardbook validate): it visits every document and names those that belong to ' + 'no tenant',
    );
  },
};

function isMoving({ before, after, unfinished }: Count): boolean {
  const [first, last] = [documentsByCollection(before), documentsByCollection(after)];
  const isSame = first.size === last.size && [...first].every(([name, documents]) => last.get(name) === documents);
  return unfinished.length > 0 || !isSame;
}

/** Documents of one copy of each collection of the SmartGraphs, by name; other people's collections are theirs. */
function documentsByCollection({ collections, groups }: ClusterTopology): ReadonlyMap<string, number> {
  const ours = new Set(namingConventions.flatMap((naming) => namesIn(naming)));
  const graphs = new Set<string>(namingConventions.map((naming) => graphNames[naming]));
  const held = new Map(
    collections.filter(({ name, graph }) => ours.has(name) && graphs.has(graph ?? '')).map(({ name }) => [name, 0]),
  );
  for (const { shards } of groups) {
    for (const { collection, documents } of shards) {
      const known = held.get(collection);
      if (known !== undefined) held.set(collection, known + documents);
    }
  }
  return held;
}

function documentsOfTenants({ tenants }: Count): ReadonlyMap<string, number> {
  const owned = new Map<string, number>();
  for (const { tenant, counts } of tenants) {
    for (const kind of assetKinds) {
      const name = nameIn(tenant.naming, kind);
      owned.set(name, (owned.get(name) ?? 0) + counts[kind]);
    }
  }
  return owned;
}

function namesIn(naming: NamingConvention): readonly string[] {
  return assetKinds.map((kind) => nameIn(naming, kind));
}
