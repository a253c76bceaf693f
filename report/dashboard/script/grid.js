// Grids: a window of rows over a table

const overscan = 6; // rows drawn above and below what can be seen
const printed = 2000; // rows put into the page for printing

class Grid {
  constructor(element) {
    this.element = element;
    this.name = element.dataset.grid;
    this.label = element.dataset.label;
    this.form = element.querySelector("form");
    this.scroll = element.querySelector(".scroll");
    this.body = element.querySelector("tbody");
    this.table = element.querySelector("table");
    this.shown = element.querySelector(".shown");
    this.heads = [...element.querySelectorAll("th[data-key]")];
    this.columns = this.heads.map((h) => ({ ...h.dataset, title: h.textContent.trim() }));
    this.rows = [];
    this.drawn = new Map(); // the elements of the rows that are in the page
    this.state = "";
    this.ready = null;
  }

  load() {
    this.ready ??= table(this.element.dataset.source).then((t) => this.start(t));
    return this.ready;
  }

  start(table) {
    this.data = table;
    this.all = [];
    const only = this.element.dataset.where;
    const test = only && matching(table.columns[only], this.element.dataset.text);
    for (let r = 0; r < table.n; r++) if (!test || test[table.columns[only].v[r]]) this.all.push(r);
    this.fillFacets();
    this.listen();
    const facets = this.form.querySelector("details");
    if (facets && matchMedia("(max-width: 700px)").matches) facets.open = false;
  }

  fillFacets() {
    for (const select of this.form.querySelectorAll("select")) {
      const found = counts(this.data.columns[select.name], this.all);
      select.parentElement.hidden = found.length < 2; // nothing to choose
      for (const [text, count] of found) select.append(el("option", { value: text }, `${text || "(none)"} (${count})`));
    }
    for (const group of this.element.querySelectorAll("[data-facet]")) {
      for (const [text, count, , state] of counts(this.data.columns[group.dataset.facet], this.all)) {
        group.append(el("button", { type: "button", "aria-pressed": "false", "data-text": text, class: state && "s-" + state }, text, el("span", {}, String(count))));
      }
      group.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button) setParams({ [group.dataset.facet]: button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.text });
      });
    }
  }

  listen() {
    this.form.addEventListener("focusin", () => readied(this.data), { once: true });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", (event) => setParams({ [event.target.name]: event.target.value }));
    this.form.addEventListener("reset", (event) => {
      event.preventDefault();
      history.replaceState(null, "", "#" + this.name);
      show();
    });
    this.scroll.addEventListener("scroll", () => this.draw(), { passive: true });
    this.body.addEventListener("click", (event) => this.click(event));
    this.body.addEventListener("keydown", (event) => this.key(event));
    for (const head of this.heads) {
      head.querySelector("button").addEventListener("click", () => {
        const key = head.dataset.key;
        const numeric = ["number", "count", "pill"].includes(head.dataset.form);
        const now = current.params.get("sort") || "";
        const [first, second] = numeric ? ["-" + key, key] : [key, "-" + key];
        setParams({ sort: now === first ? second : now === second ? "" : first });
      });
    }
    addEventListener("resize", () => { this.height = 0; this.draw(true); });
  }

  // apply filters and sorts by the address, and draws.
  apply(params) {
    const wanted = new URLSearchParams(params);
    wanted.delete("id");
    if (this.state === "?" + wanted) { this.mark(params.get("id")); return; }
    this.state = "?" + wanted;
    this.rows = this.filter(wanted);
    this.sort(wanted.get("sort") || "");
    this.chosen = params.get("id");
    this.scroll.scrollTop = 0;
    this.draw(true); // first: it asks how high the box is, which costs a layout once anything else has changed
    this.fillForm(wanted);
    this.shown.textContent = this.rows.length === this.all.length
      ? `${this.all.length.toLocaleString("en")} ${this.label}`
      : `${this.rows.length.toLocaleString("en")} of ${this.all.length.toLocaleString("en")} ${this.label}`;
    this.table.setAttribute("aria-rowcount", this.rows.length + 1);
  }

  fillForm(params) {
    for (const field of this.form.elements) {
      if (!field.name) continue;
      const value = params.get(field.name) || "";
      if (field.tagName === "SELECT" && value && ![...field.options].some((o) => o.value === value)) field.append(el("option", { value }, value));
      if (field.value !== value) field.value = value;
      if (value && field.tagName === "SELECT") field.parentElement.hidden = false;
      field.classList.toggle("set", value !== "");
    }
    for (const button of this.element.querySelectorAll("[data-facet] button")) {
      button.setAttribute("aria-pressed", String(params.get(button.parentElement.dataset.facet) === button.dataset.text));
    }
  }

  filter(params) {
    const columns = this.data.columns;
    const text = (params.get("q") || "").toLowerCase();
    const checks = [];
    let rest = "";
    for (const [key, value] of params) {
      if (key === "q" || key === "sort" || !Object.hasOwn(columns, key)) continue;
      const { v } = columns[key], found = matching(columns[key], value);
      checks.push((r) => found[v[r]]);
      rest += "&" + key + "=" + encodeURIComponent(value);
    }
    for (const word of text.split(/\s+/)) if (word) checks.push(holds(this.data, word));
    // A text that goes on from the one before can only match less.
    const from = this.matched?.rest === rest && text.startsWith(this.matched.text) ? this.matched.rows : this.all;
    const rows = checks.length ? from.filter((r) => checks.every((check) => check(r))) : this.all;
    this.matched = { rest, text, rows };
    return rows;
  }

  sort(by) {
    const down = by.startsWith("-");
    const key = down ? by.slice(1) : by;
    for (const h of this.heads) {
      if (h.dataset.key === key) h.setAttribute("aria-sort", down ? "descending" : "ascending");
      else h.removeAttribute("aria-sort");
    }
    if (!Object.hasOwn(this.data.columns, key)) return;
    const { d, v } = this.data.columns[key];
    const rank = ranks(d, down);
    this.rows = [...this.rows].sort((a, b) => rank[v[a]] - rank[v[b]] || a - b);
  }

  cell(key, r) {
    const { d, v } = this.data.columns[key];
    return d[v[r]];
  }

  // id is what addresses a row.
  id(r) { return this.cell(this.data.columns.fingerprint ? "fingerprint" : "id", r)[0]; }

  find(id) {
    const { d, v } = this.data.columns[this.data.columns.fingerprint ? "fingerprint" : "id"];
    const place = d.findIndex((c) => c[0] === id);
    return place < 0 ? -1 : v.indexOf(place);
  }

  // draw puts the rows into the page that can be seen, and space for the others.
  draw(force, all) {
    if (!this.data || (current.view !== this.name && !all)) return;
    const n = this.rows.length;
    this.height ||= this.measure();
    let first = Math.max(0, Math.floor(this.scroll.scrollTop / this.height) - overscan);
    let last = Math.min(n, Math.ceil((this.scroll.scrollTop + this.visible) / this.height) + overscan);
    if (all) { first = 0; last = Math.min(n, printed); }
    if (!force && first === this.first && last === this.last) return;
    const focused = document.activeElement?.closest?.("tr[data-place]");
    const keep = focused && this.body.contains(focused) ? [Number(focused.dataset.place), document.activeElement.className] : null;
    this.first = first;
    this.last = last;
    const drawn = new Map(), rows = [this.space(first)];
    for (let i = first; i < last; i++) {
      const r = this.rows[i];
      drawn.set(r, this.placed(this.drawn.get(r) || this.row(r), r, i));
      rows.push(drawn.get(r));
    }
    this.drawn = drawn;
    rows.push(this.space(n - last));
    if (!n) rows.push(el("tr", { class: "none" }, el("td", {}, this.all.length ? "Nothing matches." : `There are no ${this.label} in this report.`)));
    fill(this.body, rows.filter(Boolean));
    if (keep) this.body.querySelector(`tr[data-place="${keep[0]}"] .${keep[1]}`)?.focus({ preventScroll: true });
  }

  // measure is how high a row is, and, beside it, how high the box may grow: with what is drawn it does.
  measure() {
    this.visible = parseFloat(getComputedStyle(this.scroll).maxHeight) || innerHeight;
    const row = this.rows.length ? this.row(this.rows[0]) : null;
    if (!row) return 46;
    this.body.replaceChildren(row);
    return row.getBoundingClientRect().height || 46;
  }

  space(rows) {
    if (!rows) return null;
    const td = el("td");
    td.style.height = rows * this.height + "px";
    return el("tr", { class: "spacer", "aria-hidden": "true" }, td);
  }

  row(r) {
    const details = address(this.name, new URLSearchParams({ id: this.id(r) }));
    const tr = el("tr", { "data-row": r });
    this.columns.forEach((c) => tr.append(cell(c, this.cell(c.key, r), details)));
    tr.append(el("td", { class: "act" }, el("button", { type: "button", class: "copy", "aria-label": "Copy as Markdown: " + this.cell(this.columns[0].key, r)[0] }, "Copy")));
    return tr;
  }

  // placed is a row's element as it is at its place.
  placed(tr, r, place) {
    tr.dataset.place = place;
    tr.setAttribute("aria-rowindex", place + 2);
    tr.classList.toggle("current", this.id(r) === this.chosen);
    return tr;
  }

  mark(id) {
    this.chosen = id;
    for (const tr of this.body.querySelectorAll("tr[data-row]")) tr.classList.toggle("current", this.id(Number(tr.dataset.row)) === id);
  }

  click(event) {
    const tr = event.target.closest("tr[data-row]");
    if (!tr) return;
    if (event.target.closest(".copy")) { copy(this.markdown(Number(tr.dataset.row)), "Row copied as Markdown."); return; }
    if (event.target.closest("a") && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    if (String(getSelection())) return;
    event.preventDefault();
    opener = () => this.focus(Number(tr.dataset.place));
    setParams({ id: this.id(Number(tr.dataset.row)) }, true);
  }

  key(event) {
    const tr = event.target.closest("tr[data-place]");
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    if (!tr || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.focus(Number(tr.dataset.place) + step);
  }

  // focus goes to a row, which it brings into view first.
  focus(place) {
    place = Math.max(0, Math.min(this.rows.length - 1, place));
    const top = place * this.height, head = 36;
    if (top < this.scroll.scrollTop) this.scroll.scrollTop = top;
    if (top + this.height + head > this.scroll.scrollTop + this.scroll.clientHeight) this.scroll.scrollTop = top + this.height + head - this.scroll.clientHeight;
    this.draw();
    this.body.querySelector(`tr[data-place="${place}"] .open`)?.focus({ preventScroll: true });
  }

  markdown(r) {
    const lines = [`### ${markdown(this.cell(this.columns[this.name === "findings" ? 1 : 0].key, r)[0])}`, ""];
    for (const c of this.columns) {
      const [text, , , sub] = this.cell(c.key, r);
      lines.push(`- **${c.title}:** ${markdown(text)}${sub ? " (" + markdown(sub) + ")" : ""}`);
    }
    lines.push(`- **${this.name === "findings" ? "Fingerprint" : "ID"}:** ${markdown(this.id(r))}`);
    return lines.join("\n") + "\n";
  }
}
