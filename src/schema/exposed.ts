/**
 * Fields that show a property of the same name, as a table of types and descriptions. What a field is to show is checked
 * against the shape of its type, as Pothos does it for fields that are exposed one by one.
 */
import type { FieldMap, ShapeFromTypeParam, TypeParam } from '@pothos/core';

import type { builder } from './builder.js';

type Types = typeof builder.$inferSchemaTypes;
/** What the fields of a type with this shape are built with. */
export type FieldBuilder<S> = PothosSchemaTypes.ObjectFieldBuilder<Types, S>;

/** A field that shows a property. */
class Shown<P extends TypeParam<Types>, N extends boolean> {
  constructor(
    readonly type: P,
    readonly description: string,
    readonly nullable: N,
  ) {}
}

/** Asks for the properties that are to be shown, but are missing or of another type. */
export type Checked<S, F> = {
  [K in keyof F]: F[K] extends Shown<infer P, infer N>
    ? S extends Readonly<Record<K, ShapeFromTypeParam<Types, P, N>>>
      ? F[K]
      : Readonly<Record<K, ShapeFromTypeParam<Types, P, N>>>
    : F[K];
};

/** Fields that all show a property. */
export type ShownFields = Readonly<Record<string, Shown<TypeParam<Types>, boolean>>>;

/** The shape that has the properties which the fields show. */
export type ShapeOf<F> = {
  readonly [K in keyof F]: F[K] extends Shown<infer P, infer N> ? ShapeFromTypeParam<Types, P, N> : never;
};

/** Returns a field of `exposed` that shows the property of its name. */
export function show<P extends TypeParam<Types>>(type: P, description: string): Shown<P, false> {
  return new Shown(type, description, false);
}

/** Returns a field of `exposed` that shows the property of its name, which may be null. */
export function showOrNull<P extends TypeParam<Types>>(type: P, description: string): Shown<P, true> {
  return new Shown(type, description, true);
}

/** Returns the fields of a type. Those of `show` show properties of its shape; all others stay as they are. */
export function exposed<S, F>(define: (t: FieldBuilder<S>) => F & Checked<S, F>): (t: FieldBuilder<S>) => FieldMap {
  return (t) => fieldsOf(t, define(t), null);
}

/** Returns the fields of a type. Those of `show` show properties of this part of its shape; all others stay as they are. */
export function exposedOf<K extends string, S, F>(
  part: K,
  define: (t: FieldBuilder<S>) => F & Checked<S[K & keyof S], F>,
): (t: FieldBuilder<S>) => FieldMap {
  return (t) => fieldsOf(t, define(t), part);
}

/** Where a field of `show` finds its property, in the extensions of the field: for whoever compiles queries. */
export interface ShownProperty {
  /** null: the shape itself. */
  readonly part: string | null;
  readonly name: string;
}

type Properties = Readonly<Record<string, unknown>>;

function fieldsOf<S>(t: FieldBuilder<S>, defined: object, part: string | null): FieldMap {
  const fields = Object.entries(defined).map(([name, field]: [string, unknown]) => {
    if (!isShown(field)) return [name, field];
    const { type, nullable, description } = field;
    const resolve =
      part === null
        ? (shape: Properties): unknown => shape[name]
        : (shape: Properties): unknown => (shape[part] as Properties)[name];
    const extensions = { shownProperty: { part, name } satisfies ShownProperty };
    const options = { type, nullable, description, resolve, extensions };
    // `Checked` has compared what it resolves to with the type.
    return [name, t.field(options as unknown as Parameters<typeof t.field>[0])];
  });
  return Object.fromEntries(fields) as FieldMap;
}

function isShown(field: unknown): field is Shown<TypeParam<Types>, boolean> {
  return field instanceof Shown;
}
