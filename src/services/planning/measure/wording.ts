/** Values of measures as people read them. */
import { counted, inBytes, inFigures } from '../../base/wording.js';
import type { Measure } from '../../model/plan.js';

/** Returns a value of a measure with its unit, e.g. `4.30 MB`, `2,190 documents`, `3 leaders`. */
export function inUnit(measure: Measure, value: number, unit: string): string {
  switch (measure) {
    case 'BYTES':
      return inBytes(value);
    case 'DOCUMENTS':
      return counted(value, 'document');
    case 'LEADERS':
      return counted(value, 'leader');
    case 'LOAD':
      return unit.startsWith('queries') ? `${inFigures(value)} queries/s` : `${inFigures(value)} documents led`;
  }
}
