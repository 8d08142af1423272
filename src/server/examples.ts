/**
 * The operations that GraphiQL opens in tabs: a walk through the demo from left to right. Lines are short enough for
 * half a screen of 1280 pixels. A test holds every one against the schema.
 */

/** One tab. */
interface ExampleTab {
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
    runAsOf {
      status
      ... on RebalanceRun {
        movesMade movesPlanned bytesMoved
        finishPlan { id } goBackPlan { id }
      }
    }
  }
}`;

/** The tabs about plans, from left to right. */
const planningTabs: readonly ExampleTab[] = [
  { query: advice },
  { query: simulation },
  { query: comparison },
  { query: drain, variables: JSON.stringify({ server: 'DBServer0003' }, null, 2) },
  { query: whatIf },
  { query: applyPlan, variables: JSON.stringify({ planId: 'latest' }, null, 2) },
  { query: followRebalance, variables: JSON.stringify({ runId: 'latest' }, null, 2) },
];

const topology = `# 1. The cluster as a graph: who holds and leads
#    what, how even it is, and what stands in the
#    way of more.
query Topology {
  cluster {
    deployment
    fingerprint
    health { status findings { level message } }
    totals {
      tenants documents bytes
      shardGroups dbServers
    }
    servers {
      shortName status usedBytes
      leaderCount followerCount
      tenants { name }
    }
    balance {
      bytes { maxOverMean gap bindingRule }
      leaders {
        maxOverMean gap bindingRule
        perServer { server { shortName } value }
      }
    }
    headroom { serversThatCanHelp bindingRule }
  }
}`;

const tenantsAndShards = `# 2. From each tenant to its shard group, the
#    server that leads it, and the tenants that
#    share it.
query TenantsAndShards {
  tenants(first: 10) {
    totalCount
    nodes {
      name scaleFactor documents
      partition {
        smartGraphAttribute value attribute
      }
      shardGroup {
        index documents
        leader { shortName tenants { name } }
        followers { shortName }
      }
      neighbours { name }
      devices(
        first: 3, filter: { type: SERVER }
      ) {
        totalCount
        nodes {
          name ipAddress
          location { name }
          software { name version }
        }
      }
    }
  }
}`;

const startDemo = `# 3. Starts the five steps of the demo and returns
#    at once. Then run the next tab.
#    Other scenarios are RAPID_GROWTH,
#    ENTERPRISE_ONBOARDING, GEOGRAPHIC_EXPANSION
#    and BATCH_ONBOARDING.
mutation StartDemo {
  startDemo(
    input: { scenario: DEMO, pace: NORMAL }
  ) {
    ... on StartDemoPayload {
      run { id status startedAt }
    }
    ... on Error { code message remedy }
  }
}`;

const followDemo = `# 4. Follows the demo that was started last. Each
#    event tells the whole story so far.
subscription FollowDemo($runId: ID!) {
  demoProgress(runId: $runId) {
    __typename
    message
    ... on StepProgressed {
      done total unit secondsLeft
    }
    runAsOf {
      status
      steps { title status done total unit }
      report { title downloads { format url } }
      events(last: 20) { at message }
    }
  }
}`;

const reports = `# 12. The reports. Put a url from the answer
#     behind this server's address to read or
#     download it.
query Reports {
  reports(first: 5) {
    nodes {
      title createdAt
      outcome { label sentence }
      downloads { format url bytes sha256 }
    }
  }
}`;

const isolation = `# 13. Looks at every document and edge: can any
#     tenant reach the data of another?
query Isolation {
  checkIsolation {
    status documentsChecked edgesChecked
    checks { status title evidence }
    findings { message documentId }
  }
}`;

/** The tabs from left to right. */
export const exampleTabs: readonly ExampleTab[] = [
  { query: topology },
  { query: tenantsAndShards },
  { query: startDemo },
  { query: followDemo, variables: JSON.stringify({ runId: 'latest' }, null, 2) },
  ...planningTabs,
  { query: reports },
  { query: isolation },
];
