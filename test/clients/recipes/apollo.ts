// Apollo Client: queries and mutations over HTTP, subscriptions over WebSocket, and a cache that fits the schema.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, type TypePolicies } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { type IntrospectionQuery, OperationTypeNode } from 'graphql';
import type { Client } from 'graphql-ws';

import { resuming } from './resuming.js';

const ofPaging = ['first', 'after', 'last', 'before'];

/** Returns a cache that tells interfaces and unions apart, pages through every connection, and merges parts without id. */
export function cacheFor({ __schema }: IntrospectionQuery): InMemoryCache {
  const possibleTypes: Record<string, string[]> = {};
  const typePolicies: TypePolicies = {};
  for (const type of __schema.types) {
    if (type.kind === 'INTERFACE' || type.kind === 'UNION')
      possibleTypes[type.name] = type.possibleTypes.map(({ name }) => name);
    if (type.kind !== 'OBJECT') continue;
    const connections = type.fields.filter(({ args }) => args.some(({ name }) => name === 'first'));
    const fields = connections.map(({ name, args }) => {
      const others = args.map((each) => each.name).filter((each) => !ofPaging.includes(each));
      return [name, relayStylePagination(others)] as const;
    });
    const hasId = type.fields.some(({ name }) => name === 'id');
    typePolicies[type.name] = { fields: Object.fromEntries(fields), merge: !hasId };
  }
  return new InMemoryCache({ possibleTypes, typePolicies });
}

/** Returns a client of the server at `url`, e.g. `http://127.0.0.1:4000/graphql`; `sockets` comes from graphql-ws. */
export function apolloClient(url: string, sockets: Client, schema: IntrospectionQuery): ApolloClient {
  const link = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(resuming(sockets)),
    new HttpLink({ uri: url }),
  );
  return new ApolloClient({ link, cache: cacheFor(schema) });
}
