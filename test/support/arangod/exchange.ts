/** A request as the handlers see it, and what they answer. */
import type { Database } from './database.js';
import type { Deployment } from './deployment.js';
import { badParameter, corruptedJson } from './errors.js';
import { parseArangoJson } from './json.js';
import type { AccessLevel } from './options.js';
import type { ArangoObject, ArangoValue } from './values.js';

/** What is sent back; `body` becomes JSON unless it is plain text. */
export interface Reply {
  readonly status: number;
  readonly body: ArangoValue | undefined;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns an answer with `code` and `error` as ArangoDB adds them to its objects. */
export function answer(status: number, body: ArangoObject, headers?: Readonly<Record<string, string>>): Reply {
  return { status, body: { error: false, code: status, ...body }, ...(headers ? { headers } : {}) };
}

export class Request {
  constructor(
    readonly deployment: Deployment,
    readonly database: Database,
    readonly user: string,
    readonly level: AccessLevel,
    readonly method: string,
    /** What stood in the path where the route has a name, decoded, in order. */
    readonly parameters: readonly string[],
    readonly query: URLSearchParams,
    readonly headers: Readonly<Record<string, string | undefined>>,
    readonly text: string,
  ) {}

  /** The part of the path at a position; empty when there is none. */
  parameter(at: number): string {
    return this.parameters[at] ?? '';
  }

  /** Whether a parameter of the query says yes. */
  flag(name: string, otherwise = false): boolean {
    const value = this.query.get(name);
    return value === null ? otherwise : ['true', '1', 'yes', 'on'].includes(value.toLowerCase());
  }

  /** The body as JSON; throws 600 when it is none. */
  json(): ArangoValue {
    try {
      return parseArangoJson(this.text);
    } catch (cause) {
      throw corruptedJson(`VPackError error: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }

  /** The body as an object, empty when there is no body; throws 400. */
  object(): ArangoObject {
    const value = this.text === '' ? {} : this.json();
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw badParameter('expecting a JSON object');
    return value as ArangoObject;
  }
}

/** Reads attributes of a body, with the type that is wanted; undefined when missing, and 400 when it is something else. */
export const read = {
  text: (body: ArangoObject, name: string): string | undefined => typed(body, name, 'string') as string | undefined,
  number: (body: ArangoObject, name: string): number | undefined => typed(body, name, 'number') as number | undefined,
  flag: (body: ArangoObject, name: string): boolean | undefined => typed(body, name, 'boolean') as boolean | undefined,
  object(body: ArangoObject, name: string): ArangoObject {
    const value = body[name];
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) throw badParameter(`'${name}' must be an object`);
    return value as ArangoObject;
  },
  list(body: ArangoObject, name: string): readonly ArangoValue[] {
    const value = body[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw badParameter(`'${name}' must be an array`);
    return value as readonly ArangoValue[];
  },
  texts(body: ArangoObject, name: string): string[] {
    return read.list(body, name).map((value) => {
      if (typeof value !== 'string') throw badParameter(`'${name}' must be an array of strings`);
      return value;
    });
  },
};

function typed(body: ArangoObject, name: string, type: string): ArangoValue | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== type) throw badParameter(`'${name}' must be a ${type}`);
  return value;
}

/** Reads a replication factor, which is a number or the word that makes a SatelliteCollection. */
export function replicationFactorOf(body: ArangoObject): number | 'satellite' | undefined {
  return body.replicationFactor === 'satellite' ? 'satellite' : read.number(body, 'replicationFactor');
}
