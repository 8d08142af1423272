// What a report does for comfort: nothing is missing without it. It knows no more than what the page shows.
(() => {
  const themeKey = 'shardbook-report-theme';

  // A page may be forbidden to keep anything: the choice lasts as long as the page then.
  function keepTheme() {
    const choices = [...document.querySelectorAll('.theme input')];
    try {
      const kept = localStorage.getItem(themeKey);
      for (const choice of choices) if (choice.id === kept) choice.checked = true;
      for (const choice of choices) {
        choice.addEventListener('change', () => localStorage.setItem(themeKey, choice.id));
      }
    } catch {
      return;
    }
  }

  const words = new Intl.Collator('en', { numeric: true });
  const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

  function shownIn(cell) {
    const symbol = cell.querySelector('[aria-hidden]')?.textContent ?? '';
    return cell.textContent.slice(symbol.length).trim();
  }

  // The exact value, or null where there is none; whole numbers may have more digits than a Number.
  function valueOf(cell) {
    const text = cell.dataset.v ?? shownIn(cell);
    if (text === '' || text === '–') return null;
    const digits = text.replaceAll(',', '');
    if (/^-?\d+$/.test(digits)) return BigInt(digits);
    return number.test(digits) ? Number(digits) : text;
  }

  function sorted(rows, column, sign) {
    const entries = rows.map((row) => ({ row, text: shownIn(row.cells[column]), value: valueOf(row.cells[column]) }));
    const isText = entries.some(({ value }) => typeof value === 'string');
    const compare = (a, b) =>
      isText ? words.compare(a.text, b.text) : a.value < b.value ? -1 : Number(a.value > b.value);
    const known = entries.filter(({ value }) => value !== null).sort((a, b) => sign * compare(a, b));
    return [...known, ...entries.filter(({ value }) => value === null)].map(({ row }) => row);
  }

  // Ascending, descending, as it was.
  function makeSortable(table) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    if (original.length < 3) return;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...[...head.childNodes].filter((node) => !node.classList?.contains('basis')));
      head.prepend(button);
      button.addEventListener('click', () => {
        const was = head.getAttribute('aria-sort');
        for (const each of heads) each.removeAttribute('aria-sort');
        if (was !== 'descending') head.setAttribute('aria-sort', was ? 'descending' : 'ascending');
        body.append(...(was === 'descending' ? original : sorted(original, column, was ? -1 : 1)));
      });
    });
  }

  // Where Shardbook serves the page, its GraphiQL is near. Servers refuse addresses of more than 16 kB.
  function linkToGraphiQL(operation) {
    const [query, variables] = [...operation.querySelectorAll('pre')].map(({ textContent }) => textContent);
    const parameters = new URLSearchParams({ query, ...(variables && { variables }) }).toString();
    if (parameters.length > 12000) return;
    const link = document.createElement('a');
    link.className = 'open';
    link.href = `../graphql?${parameters}`;
    link.textContent = 'Open in GraphiQL';
    operation.after(link);
  }

  keepTheme();
  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('table').forEach(makeSortable);
    const isServed = /^https?:$/.test(location.protocol) && /\/reports\/[\w-]+\.html$/.test(location.pathname);
    if (isServed) document.querySelectorAll('.operation').forEach(linkToGraphiQL);
  });
})();
