/**
 * Code that must not lie, by area: what is changed, and the tests that alone must notice. `hasProperties`: some of these
 * are properties that fast-check tries.
 */
export const areas = {
  settings: { code: ['src/settings.ts'], tests: ['test/settings.test.ts'] },
  guard: { code: ['src/server/guard.ts'], tests: ['test/server/guard.test.ts'] },
  'document-json': {
    code: ['src/services/model/document-json.ts'],
    tests: ['test/services/model/document-json.test.ts'],
    hasProperties: true,
  },
  'event-log': {
    code: ['src/services/runs/log.ts', 'src/services/runs/writer.ts'],
    tests: ['test/services/runs/log.test.ts', 'test/services/runs/writer.test.ts'],
    hasProperties: true,
  },
  'isolation-rules': {
    code: ['src/services/checks/isolation/*.ts', '!src/services/checks/isolation/{evidence,inspection,rule,rules}.ts'],
    tests: ['test/services/checks/isolation/*.test.ts'],
  },
  isolation: {
    code: ['src/services/checks/isolation.ts', 'src/services/checks/isolation/{evidence,inspection,rule,rules}.ts'],
    tests: [
      'test/services/checks/isolation.test.ts',
      'test/services/checks/isolation-shards.test.ts',
      'test/services/checks/isolation/rule.test.ts',
    ],
  },
  schedule: {
    code: ['src/services/planning/schedule/*.ts'],
    tests: ['test/services/planning/schedule/*.test.ts'],
  },
  limits: {
    code: ['src/services/planning/limits/*.ts'],
    tests: ['test/services/planning/limits/*.test.ts'],
  },
  plan: {
    code: [
      'src/services/planning/answers/plan-body.ts',
      'src/services/model/fingerprint.ts',
      'src/services/base/canonical.ts',
    ],
    tests: [
      'test/services/base/canonical.test.ts',
      'test/services/planning/answers/plan-body.test.ts',
      'test/services/planning/answers/plan-hash.test.ts',
      'test/services/planning/answers/planner.test.ts',
      'test/services/model/fingerprint.test.ts',
    ],
    hasProperties: true,
  },
};
