// urql with its normalised cache: queries and mutations over HTTP, subscriptions over WebSocket or SSE.
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange, type KeyingConfig, type ResolverConfig } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import type { IntrospectionQuery } from 'graphql';
import type { Client as Sockets } from 'graphql-ws';

import { resuming } from './resuming.js';

/** Returns the options of a cache that pages through every connection and keeps parts without id where they are. */
function cacheOptions({ __schema }: IntrospectionQuery): { keys: KeyingConfig; resolvers: ResolverConfig } {
  const keys: KeyingConfig = {};
  const resolvers: ResolverConfig = {};
  for (const type of __schema.types) {
    if (type.kind !== 'OBJECT') continue;
    const connections = type.fields.filter(({ args }) => args.some(({ name }) => name === 'first'));
    resolvers[type.name] = Object.fromEntries(connections.map(({ name }) => [name, relayPagination()]));
    if (!type.fields.some(({ name }) => name === 'id')) keys[type.name] = () => null;
  }
  return { keys, resolvers };
}

/** Returns a client of the server at `url`; `sockets` comes from graphql-ws. */
export function urqlClient(url: string, sockets: Sockets, schema: IntrospectionQuery): Client {
  const resumed = resuming(sockets);
  return new Client({
    url,
    preferGetMethod: false,
    exchanges: [
      cacheExchange({ schema, ...cacheOptions(schema) }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({ unsubscribe: resumed.subscribe({ query, variables }, sink) }),
        }),
      }),
    ],
  });
}
