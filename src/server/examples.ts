/**
 * The operations that GraphiQL opens in tabs: a walk through the demo from left to right. Lines are short enough for
 * half a screen of 1280 pixels. A test holds every one against the schema.
 */
import { type ExampleTab, planningTabs } from './planning-examples.js';

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
    run {
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
