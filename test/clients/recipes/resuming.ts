// Subscriptions that go on where they were when a connection was lost: for clients of graphql-ws and of graphql-sse.

interface Request {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null | undefined;
}
interface Sink {
  next(reply: { data?: unknown }): void;
}
interface Subscriber {
  subscribe(request: Request, sink: Sink): () => void;
}

/** Returns the client, whose retries ask for what comes after the last event instead of asking for everything again. */
export function resuming<C extends object>(client: C): C {
  return {
    ...client,
    subscribe(request: Request, sink: Sink) {
      const variables = { ...request.variables };
      let last: string | undefined;
      const next: Sink['next'] = (reply) => {
        const [event] = Object.values((reply.data ?? {}) as Record<string, { cursor?: string } | null>);
        // A run that has ended sends its last event again.
        if (event?.cursor !== undefined && event.cursor === last) return;
        if (event?.cursor !== undefined) variables.after = last = event.cursor;
        sink.next(reply);
      };
      return (client as C & Subscriber).subscribe({ ...request, variables }, { ...sink, next });
    },
  };
}
