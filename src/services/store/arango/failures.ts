/**
 * What the driver throws, as domain errors that say what is wrong and what to do. Nothing of a request (headers,
 * addresses with credentials, query texts) is kept: the cause is a copy of name, message and stack.
 */
import { type ArangoError, HttpError, isArangoError, ResponseTimeoutError } from 'arangojs/errors';

import { type DomainError, StoreFullError, StoreUnavailableError, StoreUnusableError } from '../../errors/errors.js';

/** ALWAYS: it did not take effect. IF_REPEATABLE: it may have. NEVER: asking again would change nothing. */
export type Retry = 'ALWAYS' | 'IF_REPEATABLE' | 'NEVER';

/** A failed request: what to tell, and whether to ask again. */
export interface Failure {
  readonly error: Error;
  readonly retry: Retry;
}

/** What the message of a failure names. */
export interface FailureContext {
  /** Without credentials, e.g. `https://db.example.com:8529`. */
  readonly endpoints: string;
  readonly username: string;
  readonly database: string;
  /** The request changes nothing, so that asking again cannot do it twice whatever became of it. */
  readonly isRead: boolean;
}

/** ArangoDB knows the request and does not let this user make it: nothing was done. */
export class AccessRefusedError extends StoreUnavailableError {}

/** An error of ArangoDB that no general rule explains; whoever asked knows what its number means. */
export class ArangoFailure extends Error {
  constructor(
    /** As listed in ArangoDB's appendix of error codes. */
    readonly errorNum: number,
    /** The HTTP status. */
    readonly status: number,
    message: string,
  ) {
    super(`ArangoDB error ${errorNum}: ${message}`);
    this.name = 'ArangoFailure';
  }
}

/** Numbers of ArangoDB's errors that the store knows how to handle, from its `lib/Basics/errors.dat`. */
export const errorNums = {
  forbidden: 11,
  resourceLimit: 32,
  readOnly: 1004,
  diskFull: 1104,
  conflict: 1200,
  documentNotFound: 1202,
  collectionNotFound: 1203,
  duplicateName: 1207,
  uniqueConstraint: 1210,
  databaseNotFound: 1228,
  cursorNotFound: 1600,
  graphNotFound: 1924,
  graphExists: 1925,
} as const;

/** The Coordinator cannot reach a DB-Server, or the leader of a shard is changing: 1477 and the 146x of the cluster. */
const clusterNums = new Set([1457, 1464, 1465, 1468, 1477, 1486, 1495, 1496, 1497, 1498]);

/** Returns whether the store threw because there is no such collection or database. */
export function isGone(error: unknown): boolean {
  if (error instanceof ArangoFailure) return error.errorNum === errorNums.collectionNotFound;
  return error instanceof StoreUnusableError;
}

/** Returns what to tell of an error that the driver threw, and whether to ask again. */
export function failureOf(thrown: unknown, context: FailureContext): Failure {
  if (isArangoError(thrown)) return answered(thrown, context);
  if (thrown instanceof HttpError) return httpFailure(thrown, context);
  return unreachable(thrown, context);
}

function answered(error: ArangoError, context: FailureContext): Failure {
  const cause = copyOf(error);
  const { endpoints } = context;
  const status = error.code ?? 0;
  switch (error.errorNum) {
    case errorNums.databaseNotFound:
      return { error: noDatabase(context, cause), retry: 'NEVER' };
    case errorNums.diskFull:
      return { error: new StoreFullError({ cause }), retry: 'NEVER' };
    case errorNums.resourceLimit:
      return refused(
        `The deployment at ${endpoints} does not have enough memory for the request (${cause.message})`,
        'Ask for less at once, or raise the memory limits of queries on the servers',
        cause,
      );
    case errorNums.readOnly:
      return refused(
        `The deployment at ${endpoints} is read-only at the moment (${cause.message})`,
        'Check its licence and its server mode; Shardbook continues by itself once it accepts writes again',
        cause,
      );
    case errorNums.conflict:
      // The write did not take effect because another one was faster.
      return busy(context, cause, true);
  }
  if (status === 401) return wrongLogin(context, cause);
  if (status === 403 || error.errorNum === errorNums.forbidden) return forbidden(context, cause);
  // A server that starts or is in maintenance has refused the request before doing anything.
  if (status === 503 || clusterNums.has(error.errorNum)) return busy(context, cause, error.isSafeToRetry === true);
  return { error: new ArangoFailure(error.errorNum, status, error.errorMessage), retry: 'NEVER' };
}

/** An answer without ArangoDB's error body: from a proxy, or cut short. */
function httpFailure(error: HttpError, context: FailureContext): Failure {
  const cause = copyOf(error);
  if (error.code === 401) return wrongLogin(context, cause);
  if (error.code === 403) return forbidden(context, cause);
  if (error.code >= 500) return busy(context, cause, false);
  return { error: notArangoDb(context, `HTTP status ${error.code}`, cause), retry: 'NEVER' };
}

/** Returns the error of an answer that is not ArangoDB's; `what` says what came, e.g. `HTTP status 404`. */
export function notArangoDb({ endpoints, isRead }: FailureContext, what: string, cause?: Error): StoreUnavailableError {
  return new StoreUnavailableError(
    `${endpoints} answers with ${what}, which is not ArangoDB's`,
    'Check that ARANGO_ENDPOINT is the address of a Coordinator, and that no proxy answers in its place',
    isRead,
    { cause },
  );
}

function unreachable(thrown: unknown, { endpoints, isRead }: FailureContext): Failure {
  const cause = copyOf(thrown);
  const codes = codesOf(thrown);
  const told = (message: string, remedy: string, retry: Retry): Failure => ({
    // Nothing was sent where the connection did not come about; else it may have taken effect.
    error: new StoreUnavailableError(message, remedy, isRead || retry !== 'IF_REPEATABLE', { cause }),
    retry,
  });
  if (codes.some((code) => code === 'ENOTFOUND' || code === 'EAI_AGAIN')) {
    return told(`The host name of ${endpoints} is unknown`, 'Check ARANGO_ENDPOINT and the name server', 'ALWAYS');
  }
  if (codes.some((code) => code === connecting || code === 'ECONNREFUSED' || code === 'UND_ERR_CONNECT_TIMEOUT')) {
    return told(
      `Nothing answers at ${endpoints}`,
      'Check that ArangoDB runs there and that no firewall is in between',
      'ALWAYS',
    );
  }
  const tls = codes.find((code) => /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_|ALTNAME/.test(code));
  if (tls) {
    return told(
      `The TLS connection to ${endpoints} was refused (${tls})`,
      'Give the certificate authority with NODE_EXTRA_CA_CERTS, or check http against https in ARANGO_ENDPOINT',
      'NEVER',
    );
  }
  if (thrown instanceof ResponseTimeoutError || thrown instanceof DeadlineError) {
    return told(
      `${endpoints} does not answer in time`,
      'Check the load of the cluster; Shardbook continues by itself once it answers',
      'IF_REPEATABLE',
    );
  }
  return told(
    `The connection to ${endpoints} broke off`,
    'Shardbook continues by itself once it answers again; if it does not, check the Coordinator, and ' +
      'check http against https',
    'IF_REPEATABLE',
  );
}

/** The whole of a request, its body included, took too long. */
export class DeadlineError extends Error {
  constructor() {
    super('The request took too long');
    this.name = 'DeadlineError';
  }
}

/** ArangoDB answers alike for a wrong password and for a user who may not even read the database. */
function wrongLogin({ username, database }: FailureContext, cause: Error): Failure {
  return refused(
    `ArangoDB refuses user ${username}: unknown user, wrong password, or no access to database ${database}`,
    `Check ARANGO_USERNAME and ARANGO_PASSWORD; if they are right, give the user read and write access to database ${database}`,
    cause,
    AccessRefusedError,
  );
}

function forbidden({ username, database }: FailureContext, cause: Error): Failure {
  const administrator = database === '_system' ? ', which makes it an administrator' : '';
  return refused(
    `User ${username} lacks a permission on database ${database}`,
    `Give the user read and write access to database ${database}${administrator}`,
    cause,
    AccessRefusedError,
  );
}

/** Nothing was done, and asking again would change nothing. */
function refused(message: string, remedy: string, cause: Error, Refusal = StoreUnavailableError): Failure {
  return { error: new Refusal(message, remedy, true, { cause }), retry: 'NEVER' };
}

function noDatabase({ database, username }: FailureContext, cause: Error): DomainError {
  return new StoreUnusableError(
    `There is no database ${database}`,
    `Create it, or give user ${username} write access to _system so that Shardbook can; ARANGO_DATABASE names it`,
    { cause },
  );
}

/** `isRefused`: the cluster has not begun with the request. */
function busy({ endpoints, isRead }: FailureContext, cause: Error, isRefused: boolean): Failure {
  const error = new StoreUnavailableError(
    `The cluster at ${endpoints} cannot answer at the moment (${cause.message})`,
    'A server may have failed: check the health of the cluster; Shardbook continues by itself once it answers',
    isRead || isRefused,
    { cause },
  );
  return { error, retry: isRefused ? 'ALWAYS' : 'IF_REPEATABLE' };
}

/** Stands among the codes for a system call that failed before anything was sent. */
const connecting = 'connect';

/** The codes of an error and of its causes, from the outside in. */
function codesOf(thrown: unknown): readonly string[] {
  const codes: string[] = [];
  let error: unknown = thrown;
  for (let depth = 0; depth < 8 && error instanceof Error; depth += 1) {
    if ('code' in error && typeof error.code === 'string') codes.push(error.code);
    if ('syscall' in error && error.syscall === connecting) codes.push(connecting);
    // Several addresses of one host are tried at once; all of their errors count.
    if (error instanceof AggregateError) codes.push(...error.errors.flatMap((each: unknown) => codesOf(each)));
    error = error.cause;
  }
  return codes;
}

/** The driver's errors carry the request with its Authorization header: none of that may reach a log. */
function copyOf(thrown: unknown): Error {
  const copy = new Error(thrown instanceof Error ? thrown.message : 'unknown error');
  if (thrown instanceof Error) {
    copy.name = thrown.name;
    copy.stack = thrown.stack ?? '';
  }
  return copy;
}
