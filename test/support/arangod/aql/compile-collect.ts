/** COLLECT: groups, counts and aggregates; groups come out in the order of their values. */
import type { ArangoObject, ArangoValue } from '../values.js';
import { type Aggregator, aggregatorOf } from './aggregates.js';
import type { Assignment, Collect } from './ast.js';
import type { Compilation, Compiled, Row } from './compilation.js';
import { compileExpression } from './compile-expression.js';
import { queryFault } from './faults.js';
import { optionsOf } from './options.js';
import { canonicalKey, compare } from './order.js';
import type { Stage } from './stage.js';

interface Group {
  readonly base: Row;
  readonly values: readonly ArangoValue[];
  readonly aggregators: readonly Aggregator[];
  readonly members: ArangoValue[];
  count: number;
}

interface Aggregate {
  readonly create: () => Aggregator;
  readonly argument: Compiled | null;
}

/** Throws 1574 for an aggregate that is no call of an aggregation function, 1512 for an unknown variable of KEEP. */
export function compileCollect(collect: Collect, compilation: Compilation): Stage {
  optionsOf(collect.options, [], compilation);
  const groups = collect.groups.map(({ value }) => compileExpression(value, compilation));
  const aggregates = collect.aggregates.map((each) => compileAggregate(each, compilation));
  const member = collect.into === null ? null : compileMember(collect.into, compilation);
  compilation.closeLoops();
  compilation.openLoop();
  const groupSlots = collect.groups.map(({ name }) => compilation.declare(name));
  const aggregateSlots = collect.aggregates.map(({ name }) => compilation.declare(name));
  const intoSlot = collect.into === null ? null : compilation.declare(collect.into.name);
  const countSlot = collect.count === null ? null : compilation.declare(collect.count);
  const newGroup = (base: Row, values: readonly ArangoValue[]): Group => ({
    base,
    values,
    aggregators: aggregates.map(({ create }) => create()),
    members: [],
    count: 0,
  });
  return function* collected(rows, outer) {
    for (const group of grouped(rows, outer, groups, newGroup, (each, row) => {
      each.count += 1;
      aggregates.forEach(({ argument }, at) => each.aggregators[at]?.add(argument?.evaluate(row) ?? null));
      if (member !== null) each.members.push(member(row));
    })) {
      const row = [...group.base];
      groupSlots.forEach((slot, at) => (row[slot] = group.values[at] ?? null));
      aggregateSlots.forEach((slot, at) => (row[slot] = group.aggregators[at]?.result() ?? null));
      if (intoSlot !== null) row[intoSlot] = group.members;
      if (countSlot !== null) row[countSlot] = group.count;
      yield row;
    }
  };
}

/** Without grouping there is exactly one group, also of no rows at all. */
function grouped(
  rows: Iterable<Row>,
  outer: Row,
  keys: readonly Compiled[],
  newGroup: (base: Row, values: readonly ArangoValue[]) => Group,
  add: (group: Group, row: Row) => void,
): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const values = keys.map(({ evaluate }) => evaluate(row));
    // Not the key of the array as a whole: that drops nulls at its end.
    const key = values.map(canonicalKey).join();
    const group = groups.get(key) ?? newGroup(row, values);
    groups.set(key, group);
    add(group, row);
  }
  if (keys.length === 0 && groups.size === 0) return [newGroup(outer, [])];
  return [...groups.values()].sort((left, right) => compare(left.values, right.values));
}

function compileAggregate({ value }: Assignment, compilation: Compilation): Aggregate {
  const create = value.kind === 'call' ? aggregatorOf(value.name) : null;
  if (value.kind !== 'call' || create === null) {
    throw queryFault(1574, 'invalid aggregate expression (while parsing)');
  }
  const [argument] = value.args;
  const isCount = value.name === 'COUNT' || value.name === 'LENGTH';
  if (value.args.length > 1 || (argument === undefined && !isCount)) {
    throw queryFault(1541, `invalid number of arguments for function '${value.name}()' (while parsing)`);
  }
  return { create, argument: argument === undefined ? null : compileExpression(argument, compilation) };
}

/** What INTO keeps of a row: the projection, or an object of the variables. */
function compileMember(into: NonNullable<Collect['into']>, compilation: Compilation): (row: Row) => ArangoValue {
  if (into.projection !== null) return compileExpression(into.projection, compilation).evaluate;
  const known = compilation.collected();
  const wanted = into.keep?.map((name) => {
    const slot = compilation.slotOf(name);
    if (slot === null) throw queryFault(1512, `unknown variable '${name}' (while parsing)`);
    return [name, slot] as const;
  });
  const kept = wanted ?? known;
  return (row): ArangoObject => Object.fromEntries(kept.map(([name, slot]) => [name, row[slot] ?? null]));
}
