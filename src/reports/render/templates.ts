/** Reads and compiles the templates, each once in the life of the process. */
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
