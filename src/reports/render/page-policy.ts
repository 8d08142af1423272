/** The one script of an HTML report, and the policy that lets it run and nothing else. */
import { createHash } from 'node:crypto';

import { templateText } from './templates.js';

let known: { readonly script: string; readonly policy: string } | null = null;

function read(): { readonly script: string; readonly policy: string } {
  if (known) return known;
  const script = templateText('report.js');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  return (known = { script, policy });
}

/** Returns the script, the same in every report: no text of a report or a user ever gets into it. */
export function pageScript(): string {
  return read().script;
}

/**
 * Returns the Content-Security-Policy of an HTML report, as its meta tag has it; who serves one has to allow as much. It
 * loads nothing, and of scripts only ours runs, known by its hash.
 */
export function pagePolicy(): string {
  return read().policy;
}
