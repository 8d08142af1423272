/** Calls of functions: the name, the number of arguments, and collections as arguments of the few that take one. */
import type { ArangoValue } from '../values.js';
import type { Expression } from './ast.js';
import type { Compilation, Compiled, Row } from './compilation.js';
import { queryFault } from './faults.js';
import type { AqlFunction, FunctionContext } from './functions/function.js';
import { functions } from './functions/index.js';

const countsDocuments = new Set(['LENGTH', 'COUNT', 'COLLECTION_COUNT']);
const readsDocuments = new Set(['DOCUMENT']);

/** Throws 1540 for an unknown function, 1541 for too many or too few arguments. */
export function compileCall(
  call: Extract<Expression, { kind: 'call' }>,
  compilation: Compilation,
  compiled: (part: Expression) => Compiled,
): Compiled {
  const called = functionOf(call.name, call.args.length);
  const [first] = call.args;
  const takesCollection = countsDocuments.has(call.name) || readsDocuments.has(call.name);
  const isOfCollection = takesCollection && first !== undefined && compilation.isCollection(first);
  if (isOfCollection && countsDocuments.has(call.name)) {
    const name = compilation.collectionName(first);
    compilation.noteRead(name);
    return { evaluate: () => compilation.data.count(name), reads: new Set(), isConstant: false };
  }
  if (readsDocuments.has(call.name)) compilation.noteReader(call.name);
  const args = call.args.map((argument, at): Compiled => {
    if (!isOfCollection || at > 0) return compiled(argument);
    const name = compilation.collectionName(first);
    return { evaluate: () => name, reads: new Set(), isConstant: true };
  });
  const context: FunctionContext = { compilation };
  const evaluate = (row: Row): ArangoValue =>
    called.call(
      args.map((argument) => argument.evaluate(row)),
      context,
    );
  return { evaluate, reads: new Set(args.flatMap(({ reads }) => [...reads])), isConstant: false };
}

function functionOf(name: string, count: number): AqlFunction {
  const called = functions.get(name);
  if (called === undefined) throw queryFault(1540, `usage of unknown function '${name}()' (while parsing)`);
  if (count >= called.least && count <= called.most) return called;
  const expected = `expected number of arguments: minimum: ${called.least}, maximum: ${called.most}`;
  throw queryFault(1541, `invalid number of arguments for function '${name}()', ${expected} (while parsing)`);
}
