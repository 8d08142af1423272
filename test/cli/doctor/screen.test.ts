import { describe, expect, it } from 'vitest';

import { doctorScreen } from '../../../src/cli/doctor.js';
import type { DoctorReport } from '../../../src/services/model/check.js';

const report: DoctorReport = {
  store: 'EMBEDDED',
  status: 'FAIL',
  checkedAt: '2026-08-01T12:00:00.000Z',
  checks: [
    {
      code: 'DATA_FOLDER',
      title: 'It can be written',
      status: 'FAIL',
      evidence: 'It is read only. '.repeat(12),
      remedy: 'Free it',
    },
    { code: 'DATA_FILE', title: 'It is whole', status: 'SKIPPED', evidence: 'Not looked at', remedy: null },
  ],
};

describe('doctorScreen', () => {
  it('keeps within the width of the terminal', () => {
    const lines = doctorScreen(report, { columns: 90, paint: (word) => word }).split('\n');

    expect(Math.max(...lines.map((line) => line.length))).toBe(90);
    expect(lines.at(-1)).toBe('FAIL: 0 passed, 0 with a warning, 1 failed, 1 skipped');
  });

  it('colours the status for a terminal, and nothing else', () => {
    const plain = doctorScreen(report, { columns: 90, paint: (word) => word });
    const coloured = doctorScreen(report, { columns: 90, paint: (word) => `\u001b[31m${word}\u001b[39m` });

    expect(coloured).toContain('\u001b[31mFAIL\u001b[39m');
    // eslint-disable-next-line no-control-regex -- the escape character is what is looked for
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });
});
