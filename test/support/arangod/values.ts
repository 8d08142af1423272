/** Values and errors as ArangoDB has them: what the parts of the Coordinator double hand to each other. */

/** A value as ArangoDB keeps it. Integers that a JavaScript number cannot hold exactly are bigints (int64/uint64), all others numbers. */
export type ArangoValue = null | boolean | number | bigint | string | readonly ArangoValue[] | ArangoObject;

/** A document or a part of one: attribute names to values. */
export interface ArangoObject {
  readonly [name: string]: ArangoValue;
}

/** An error as ArangoDB reports it: HTTP status, errorNum, message. */
export class ArangoFault extends Error {
  constructor(
    readonly code: number,
    readonly errorNum: number,
    message: string,
  ) {
    super(message);
  }
}
