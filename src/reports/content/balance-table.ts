/** The balance per measure, before and after, as a table that shows how far the result is from the best reachable. */
import { inPercent } from '../../services/base/wording.js';
import type { Measure, MeasureBalance } from '../../services/model/plan.js';
import type { ClusterTopology } from '../../services/model/topology.js';
import { inUnit } from '../../services/planning/measure/wording.js';
import { placementBasis } from './cluster-figures.js';
import { type DraftCell, fixed, numberColumn, text, textColumn } from './parts.js';

const measureInWords: Readonly<Record<Measure, string>> = {
  BYTES: 'Bytes, all replicas',
  DOCUMENTS: 'Documents, all replicas',
  LEADERS: 'Leaders',
  LOAD: 'Load on leaders',
};

/** Load may be the one modelled row of a table that is measured. */
function loadRemark(state: ClusterTopology | null): string {
  return state && placementBasis(state, 'LOAD') === 'MODELLED' ? ' Load is modelled from documents.' : '';
}

/** Returns one row per measure of `after`. `state` decides what counts as measured; null: modelled. */
export function balanceTable(
  id: string,
  title: string,
  before: readonly MeasureBalance[],
  after: readonly MeasureBalance[],
  state: ClusterTopology | null,
): DraftCell {
  const was = new Map(before.map((balance) => [balance.measure, balance]));
  return {
    kind: 'TABLE',
    id,
    title,
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
      const inWords = (value: number): string => inUnit(balance.measure, value, balance.unit);
      const valued = (value: number): ReturnType<typeof text> => ({ ...text(inWords(value)), value });
      return [
        { ...text(measureInWords[balance.measure]), value: balance.measure },
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
