// Vite would take graphql's ES modules while Node gives its CommonJS form to our libraries: two realms that refuse each other.
import { createRequire } from 'node:module';

/** Makes every import of graphql the one that Node would load. */
export const oneGraphql = [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }];
