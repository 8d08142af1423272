/** The functions of AQL by name, all that the subset has. */
import { arrayFunctions } from './arrays.js';
import { documentFunctions } from './documents.js';
import type { AqlFunction } from './function.js';
import { numberFunctions } from './numbers.js';
import { objectFunctions } from './objects.js';
import { stringFunctions } from './strings.js';
import { textSearchFunctions } from './text-search.js';
import { typeFunctions } from './types.js';

export const functions: ReadonlyMap<string, AqlFunction> = new Map(
  [
    arrayFunctions,
    documentFunctions,
    numberFunctions,
    objectFunctions,
    stringFunctions,
    textSearchFunctions,
    typeFunctions,
  ].flatMap((group) => Object.entries(group)),
);
