/** Reads and compiles the templates, each once in the life of the process; the script of an HTML report has its policy here. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import Handlebars from 'handlebars';

import { packageFile } from '../../services/base/package-root.js';

const folder = 'src/reports/render/templates';
const compiled = new Map<string, HandlebarsTemplateDelegate>();

/** Returns the text of a file in the folder of templates. Throws when it is missing: the package is broken then. */
export function templateText(file: string): string {
  return readFileSync(packageFile(`${folder}/${file}`), 'utf8');
}

/**
 * Returns a compiled template. `isHtml`: `{{value}}` escapes for HTML; otherwise values go out as they are, and whoever
 * fills the template escapes them. A name that the view does not have is an error, not an empty place.
 */
export function template(file: string, { isHtml }: { isHtml: boolean }): (view: object) => string {
  const known = compiled.get(file);
  if (known) return known;
  const fresh = Handlebars.compile(templateText(file), { noEscape: !isHtml, strict: true });
  compiled.set(file, fresh);
  return fresh;
}

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
