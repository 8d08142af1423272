/** A named graph: which collections it joins, and the options it was created with. */

/** Documents of these collections may be joined by edges of that one. */
export interface EdgeDefinition {
  readonly collection: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export interface Graph {
  readonly name: string;
  readonly edgeDefinitions: readonly EdgeDefinition[];
  readonly orphanCollections: readonly string[];
  readonly edgeCollections: readonly string[];
  /** Orphans included. */
  readonly vertexCollections: readonly string[];
  readonly numberOfShards: number;
  readonly replicationFactor: number | 'satellite';
  readonly writeConcern: number;
  readonly isSmart: boolean;
  readonly isDisjoint: boolean;
  readonly smartGraphAttribute: string | null;
  /** The collection whose shards all others follow; null where nothing is coupled. */
  readonly prototype: string | null;
}
