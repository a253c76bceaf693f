// Rows: which of a table match, how many, and in what order

// texts are a column's cells as the text filter reads them.
function texts(column) {
  column.texts ??= column.d.map((c) => (c[3] ? c[0] + " " + c[3] : c[0]).toLowerCase());
  return column.texts;
}

// readied has a table's texts read, and looked through once for what none holds, before the first letter is typed: of 50,000
// rows the first time takes far longer than any other.
function readied(t) {
  if (t.readied) return;
  t.readied = true;
  const nowhere = holds(t, "\0");
  t.places.forEach((r) => nowhere(r));
}

// each is the texts of a cell, which are several in some columns.
function each(column, text) { return column.m ? text.split(", ") : [text]; }

// holds gives the test of a row for a word. Columns of few different cells are looked through
// once for each cell, the others row by row, until one holds the word.
function holds(t, word) {
  const few = [], many = [];
  for (const [key, column] of Object.entries(t.columns)) {
    if (key === "fingerprint") continue;
    const all = texts(column);
    if (all.length * 4 > t.n) { many.push([all, column.v]); continue; }
    const found = all.map((text) => text.includes(word));
    if (found.includes(true)) few.push([found, column.v]);
  }
  return (r) => {
    for (const [found, v] of few) if (found[v[r]]) return true;
    for (const [all, v] of many) if (all[v[r]].includes(word)) return true;
    return false;
  };
}

// match says for each different cell of a column whether it has this text.
function matching(column, text) {
  return column.d.map((c) => c[0] === text || (column.m && each(column, c[0]).includes(text)));
}

// counts is how many of some rows have each text of a column: known order first, then the most frequent, at most 300.
function counts(column, all) {
  const { d, v } = column;
  const rows = new Uint32Array(d.length);
  for (const r of all) rows[v[r]]++;
  const found = new Map();
  d.forEach((cell, place) => {
    if (!rows[place]) return;
    for (const text of each(column, cell[0])) {
      const old = found.get(text) || [0, cell[2] || 0, cell[1]];
      found.set(text, [old[0] + rows[place], old[1], old[2]]);
    }
  });
  return [...found].map(([text, [count, order, state]]) => [text, count, order, state])
    .sort((a, b) => b[2] - a[2] || b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 300);
}

// ranks gives the place of each different cell; what is not known comes last either way.
function ranks(cells, down) {
  const missing = (c) => (c[1] === "unknown" || c[1] === "quiet") && !c[2];
  const order = cells.map((_, i) => i).sort((i, j) => {
    const a = cells[i], b = cells[j];
    if (missing(a) !== missing(b)) return missing(a) ? 1 : -1;
    const less = (a[2] || 0) - (b[2] || 0) || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
    return down ? -less : less;
  });
  const ranks = new Array(cells.length);
  order.forEach((cell, place) => { ranks[cell] = place; });
  return ranks;
}
