/** The operations about plans among GraphiQL's tabs, from advice over what-if to carrying a plan out. */

/** One tab. */
export interface ExampleTab {
  readonly query: string;
  /** JSON. */
  readonly variables?: string;
}

const advice = `# 5. What would two more servers do?
query TwoMoreServers {
  adviseScaling(input: { count: 2 }) {
    recommendation {
      verdict serversWorthAdding sentence
    }
    outlook {
      measure unit
      maxNow maxRebalanced maxWithServers
      bestReachable bindingRule
    }
    newServers {
      shortName bytes leadersWithData whyIdle
    }
    limits { code sentence }
    steps
  }
}`;

const simulation = `# 6. Plans a rebalance with two more servers. It
#    changes nothing in the cluster.
mutation Simulate {
  simulateRebalance(
    input: { addServers: { count: 2 } }
  ) {
    ... on SimulateRebalancePayload {
      plan {
        id
        summary {
          sentence moves
          bytesMoved estimatedSeconds
        }
        moves {
          wave kind bytes
          group { index }
          from { shortName }
          to { shortName }
          reason { sentence }
        }
        notMoved { server { shortName } sentence }
        before {
          balance { leaders { maxOverMean } }
        }
        after {
          balance { leaders { maxOverMean } }
        }
      }
    }
    ... on Error { code message remedy }
  }
}`;

const comparison = `# 7. Four plans for one question, from roles only
#    to a thorough one: how even, at what cost,
#    and which one the figures speak for. Each is
#    kept.
mutation ComparePlans {
  compareRebalancePlans(
    input: { addServers: { count: 2 } }
  ) {
    ... on CompareRebalancePlansPayload {
      comparison {
        recommended sentence remarks
        start { imbalance }
        outcomes {
          variant terms isDominated sameAs
          point {
            imbalance bytesMoved
            moves estimatedSeconds
          }
          refusal { message remedy }
          plan { id }
        }
      }
    }
    ... on Error { code message remedy }
  }
}`;

const drain = `# 8. Drain a server, by serverId or short name:
#    where would its data go, and what would that
#    take?
#    removeServers leaves its place empty;
#    replaceServers imagines a successor.
mutation DrainServer($server: ID!) {
  simulateRebalance(
    input: { removeServers: [$server] }
  ) {
    ... on SimulateRebalancePayload {
      plan {
        id obstacle { sentence remedy }
        summary {
          sentence leastBytes movedOverLeast
          makespanBoundSeconds makespanRule
          peaks {
            server { shortName status }
            peakBytes peakExtraBytes
          }
        }
        moves {
          wave kind
          group { index }
          to { shortName }
          reason { sentence }
        }
      }
    }
    ... on Error { code message remedy }
  }
}`;

const whatIf = `# 9. What if four tenants more came, and why would
#    a server stay idle? Nothing imagined touches
#    the cluster.
mutation WhatIf {
  simulateRebalance(
    input: {
      addServers: { count: 2 }
      growth: {
        tenants: [
          { name: "Retail", scaleFactor: 2 }
          { name: "Startup", count: 3 }
        ]
      }
    }
  ) {
    ... on SimulateRebalancePayload {
      plan {
        isHypothetical
        imagined { kind sentence }
        obstacle { code sentence remedy }
        today { measure max }
        summary {
          sentence
          before { measure max }
          after {
            measure max bestReachable bindingRule
          }
        }
        notMoved {
          server { shortName } code sentence
        }
        after { headroom { serversThatCanHelp } }
      }
    }
    ... on Error { code message remedy }
  }
}`;

const applyPlan = `# 10. Carries out the plan that was made last, if
#     it imagines nothing, as that of tab 8, wave
#     by wave. An id instead of latest names
#     another. Then run the next tab.
mutation ApplyPlan($planId: ID!) {
  applyRebalance(input: { planId: $planId }) {
    ... on ApplyRebalancePayload {
      run { id status }
    }
    ... on StalePlanError {
      diff { groupsMoved { after { index } } }
    }
    ... on Error { code message remedy }
  }
}`;

const followRebalance = `# 11. Follows the run that was started last, move
#     by move. pauseRun, resumeRun and cancelRun
#     steer it.
subscription FollowRebalance($runId: ID!) {
  runProgress(runId: $runId) {
    __typename
    message
    ... on MoveProgressed {
      copiedBytes totalBytes
      bytesPerSecond secondsLeft
    }
    run {
      status
      ... on RebalanceRun {
        movesMade movesPlanned bytesMoved
        finishPlan { id } goBackPlan { id }
      }
    }
  }
}`;

/** The tabs about plans, from left to right. */
export const planningTabs: readonly ExampleTab[] = [
  { query: advice },
  { query: simulation },
  { query: comparison },
  { query: drain, variables: JSON.stringify({ server: 'DBServer0003' }, null, 2) },
  { query: whatIf },
  { query: applyPlan, variables: JSON.stringify({ planId: 'latest' }, null, 2) },
  { query: followRebalance, variables: JSON.stringify({ runId: 'latest' }, null, 2) },
];
