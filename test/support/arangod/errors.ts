/**
 * ArangoDB's errors by name, as faults that carry the HTTP status, the errorNum and the message of its error list
 * (docs-hugo site/data/3.12/errors.yaml, shown on develop/error-codes.md).
 */
import { ArangoFault } from './values.js';

/** The body of the request is not what the endpoint wants. */
export const badParameter = (message: string): ArangoFault => new ArangoFault(400, 400, message);
/** Less than the needed access level for a database that the user may enter. */
export const forbidden = (message = 'forbidden'): ArangoFault => new ArangoFault(403, 11, message);
/** No login, a wrong one, or no access to the database at all. */
export const unauthorized = (): ArangoFault => new ArangoFault(401, 11, 'not authorized to execute this request');
export const unknownRoute = (path: string): ArangoFault => new ArangoFault(404, 404, `unknown path '${path}'`);
export const methodNotSupported = (): ArangoFault => new ArangoFault(405, 405, 'method not supported');
export const corruptedJson = (message: string): ArangoFault => new ArangoFault(400, 600, message);
export const unknownDatabase = (name: string): ArangoFault => new ArangoFault(404, 1228, `database not found: ${name}`);
export const onlyInSystem = (): ArangoFault => new ArangoFault(403, 1230, 'operation only allowed in system database');
export const onlyOnCoordinator = (): ArangoFault =>
  new ArangoFault(501, 1471, 'this operation is only valid on a coordinator in a cluster');
export const unknownCollection = (name: string): ArangoFault =>
  new ArangoFault(404, 1203, `collection or view not found: ${name}`);
export const unknownDocument = (): ArangoFault => new ArangoFault(404, 1202, 'document not found');
export const duplicateName = (): ArangoFault => new ArangoFault(409, 1207, 'duplicate name');
export const illegalName = (): ArangoFault => new ArangoFault(400, 1208, 'illegal name');
export const conflict = (): ArangoFault => new ArangoFault(412, 1200, 'conflict, _rev values do not match');
/** `index` names the index as ArangoDB does in the message; `key` is the key of the document that is in the way. */
export const uniqueViolated = (index: string, key: string): ArangoFault =>
  new ArangoFault(409, 1210, `unique constraint violated - in index ${index}; conflicting key: ${key}`);
export const badKey = (): ArangoFault => new ArangoFault(400, 1221, 'illegal document key');
export const badHandle = (): ArangoFault => new ArangoFault(400, 1205, 'illegal document identifier');
export const badDocumentType = (): ArangoFault => new ArangoFault(400, 1227, 'invalid document type');
export const badEdge = (): ArangoFault =>
  new ArangoFault(
    400,
    1233,
    'expecting both `_from` and `_to` attributes to be defined in the edge document and have the format `<collectionName>/<vertexKey>`',
  );
export const noSmartAttribute = (): ArangoFault => new ArangoFault(400, 4001, 'smart graph attribute not given');
export const smartKeyNotPrefixed = (): ArangoFault =>
  new ArangoFault(
    400,
    4003,
    'in smart vertex collections _key must be a string and prefixed with the value of the smart graph attribute',
  );
export const notDisjoint = (): ArangoFault => new ArangoFault(400, 4010, 'non disjoint edge found');
export const shardKeyChanged = (): ArangoFault =>
  new ArangoFault(400, 1469, 'must not change the value of a shard key attribute');
/** No DB-Server that answers leads a shard that the request needs. */
export const backendUnavailable = (): ArangoFault =>
  new ArangoFault(503, 1478, 'A cluster backend which was required for the operation could not be reached');
export const writeConcernNotFulfilled = (): ArangoFault =>
  new ArangoFault(503, 1429, 'not enough replicas for the configured write-concern are present');
export const unsupportedInCluster = (message: string): ArangoFault => new ArangoFault(501, 1470, message);
export const unknownGraph = (name: string): ArangoFault => new ArangoFault(404, 1924, `graph '${name}' not found`);
export const unknownCursor = (): ArangoFault => new ArangoFault(404, 1600, 'cursor not found');
export const unknownIndex = (): ArangoFault => new ArangoFault(404, 1212, 'index not found');
/** The name of an index is unique in its collection (indexes/_index.md); the number is that of `lib/Basics/errors.dat`. */
export const duplicateIndexName = (): ArangoFault => new ArangoFault(409, 1005, 'duplicate value for `name`');
export const unknownUser = (): ArangoFault => new ArangoFault(404, 1703, 'user not found');
