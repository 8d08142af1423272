/** Objects whose properties are made when they are first read: a request uses few of all that it might use. */

/** How each property is made; `self` is the object with all properties. */
type Makers<T> = { readonly [K in keyof T]: (self: T) => T[K] };

/** Returns a function that makes such an object, with nothing in it yet. */
export function lazily<T extends object>(makers: Makers<T>): () => T {
  const prototype = {};
  for (const name of Object.keys(makers) as (keyof T)[]) {
    Object.defineProperty(prototype, name, {
      get(this: T): unknown {
        const value = makers[name](this);
        Object.defineProperty(this, name, { value });
        return value;
      },
    });
  }
  return () => Object.create(prototype) as T;
}
