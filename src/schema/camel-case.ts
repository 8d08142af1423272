/** Names of fields that stand for a code of the domain. */

/** Returns a code in the spelling of the API's fields: `LEADER_SPREAD` becomes `leaderSpread`. */
export function camelCased(code: string): string {
  return code.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
