// Runs in GraphiQL's page: opens the operation and the variables of an address in a tab of their own, first of the walk
// for a new visitor, beside the tabs that a visitor left open.

/* global YogaGraphiQL */
// eslint-disable-next-line no-unused-vars -- the page's script calls it
function openGraphiQL(root, options) {
  const address = new URL(location.href);
  const query = address.searchParams.get('query');
  if (!query) {
    YogaGraphiQL.renderYogaGraphiQL(root, options);
    return;
  }
  const variables = address.searchParams.get('variables') ?? variablesLeftWith(query);
  // GraphiQL goes on to write the query of the open tab into the address: these variables would soon be wrong there.
  address.searchParams.delete('variables');
  history.replaceState({}, '', address);
  const others = options.defaultTabs.filter((tab) => tab.query !== query);
  YogaGraphiQL.renderYogaGraphiQL(root, { ...options, variables, defaultTabs: [{ query, variables }, ...others] });
}

/** Variables of the tab in which a visitor left this query, so that it is opened again; none when there is no such tab. */
function variablesLeftWith(query) {
  try {
    const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState'));
    const left = [tabs[activeTabIndex], ...tabs].find((tab) => tab?.query === query);
    return left?.variables ?? '';
  } catch {
    return '';
  }
}
