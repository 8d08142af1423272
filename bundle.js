// Puts the program into a few files: Node takes a second to load the 1,500 modules that it and its libraries consist of.
import { build } from 'rolldown';

await build({
  input: {
    main: 'src/main.ts',
    'planner-thread': 'src/services/planning/queue/planner-thread.ts',
    'reading-thread': 'src/services/cluster/file/reading-thread.ts',
    'maintenance-thread': 'src/services/store/embedded/maintenance-thread.ts',
    examiner: 'src/services/store/embedded/examiner.ts',
  },
  platform: 'node',
  // It finds its binary beside itself.
  external: ['libsql'],
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  // arangojs looks whether it is loaded as CommonJS, and is not.
  checks: { commonJsVariableInEsm: false },
  output: { dir: 'dist/app', format: 'esm', cleanDir: true },
});
