/** What a reading thread says: slices of what it read, one for each NEXT that it is told and the first one unasked. */
import type { Slice } from '../../base/slices.js';

/** Why a document cannot be read: the facts of an InvalidInputError. */
export interface DocumentProblem {
  readonly field: string;
  readonly message: string;
  readonly remedy: string | null;
}

export type ReadingReply = { readonly slice: Slice } | { readonly problem: DocumentProblem } | 'DONE';
