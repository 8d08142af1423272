/** The balance per measure, before and after, as a table that shows how far the result is from the best reachable. */
import { inPercent } from '../../services/base/wording.js';
import type { MeasureBalance } from '../../services/model/plan.js';
import type { ClusterTopology } from '../../services/model/topology.js';
import { objectiveOf } from '../../services/planning/measure/objectives/list.js';
import { placementBasis } from './cluster-figures.js';
import { type DraftCell, fixed, numberColumn, text, textColumn } from './parts.js';

/** Load may be the one modelled row of a table that is measured. */
function loadRemark(state: ClusterTopology | null): string {
  return state && placementBasis(state, 'LOAD') === 'MODELLED' ? ' Load is modelled from documents.' : '';
}

/** Returns one row per measure of `after`. `state` decides what counts as measured; null: modelled. */
export function balanceTable(
  id: string,
  tableTitle: string,
  before: readonly MeasureBalance[],
  after: readonly MeasureBalance[],
  state: ClusterTopology | null,
): DraftCell {
  const was = new Map(before.map((balance) => [balance.measure, balance]));
  return {
    kind: 'TABLE',
    id,
    title: tableTitle,
    basis: state ? placementBasis(state, 'BYTES') : 'MODELLED',
    columns: [
      textColumn('measure', 'Measure'),
      numberColumn('max-before', 'Most on one, before'),
      numberColumn('max-after', 'Most on one, after'),
      numberColumn('ratio-before', 'Max/mean before'),
      numberColumn('ratio-after', 'Max/mean after'),
      numberColumn('best', 'Best reachable'),
      numberColumn('gap', 'Gap to best'),
      textColumn('rule', 'Binding rule'),
    ],
    rows: after.map((balance) => {
      const then = was.get(balance.measure);
      const { title, inWords } = objectiveOf(balance.measure);
      const valued = (value: number): ReturnType<typeof text> => ({ ...text(inWords(value, balance.unit)), value });
      return [
        { ...text(title), value: balance.measure },
        then ? valued(then.max) : text(null),
        valued(balance.max),
        fixed(then?.maxOverMean ?? null, 2),
        fixed(balance.maxOverMean, 2),
        valued(balance.bestReachable),
        { ...text(inPercent(balance.gap)), value: balance.gap },
        text(balance.bindingRule),
      ];
    }),
    note: `Max/mean of 1 is perfect balance. Best reachable is a lower bound that the binding rule sets: no placement gets below it; it is computed.${loadRemark(state)}`,
  };
}
