"use strict";
// The page is complete without this script. It adds filters over all rows, details and the map of a
// chosen identity. It loads nothing and never turns data into markup: every text becomes a text node.
(() => {
  const root = document.documentElement;
  const views = ["overview", "findings", "inventory", "agents", "policies", "credentials", "map", "github"];
  const overscan = 12; // rows drawn above and below what can be seen
  const printed = 2000; // rows put into the page for printing
  const grids = new Map();
  let current = { view: "overview", params: new URLSearchParams() };
  let opener = null; // where the focus returns when the details are closed

  root.classList.add("js");

  // Addresses: #view?name=value&…

  function readAddress() {
    const [name, query = ""] = location.hash.slice(1).split(/\?(.*)/s);
    return { view: views.includes(name) ? name : "overview", params: new URLSearchParams(query) };
  }

  function address(view, params) {
    const query = params.toString();
    return "#" + view + (query ? "?" + query : "");
  }

  function setParams(change, push) {
    const params = new URLSearchParams(current.params);
    for (const [name, value] of Object.entries(change)) {
      if (value) params.set(name, value);
      else params.delete(name);
    }
    const target = address(current.view, params);
    if (target === location.hash) return;
    if (push) { location.hash = target; return; }
    history.replaceState(null, "", target);
    show();
  }

  current = readAddress();
  root.dataset.view = current.view;
  try { root.dataset.theme = localStorage.getItem("rollcall-theme") || ""; } catch { root.dataset.theme = ""; }

  // Elements

  function el(tag, attributes = {}, ...children) {
    const e = document.createElement(tag);
    set(e, attributes, children);
    return e;
  }

  function svg(tag, attributes = {}, ...children) {
    const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
    set(e, attributes, children);
    return e;
  }

  function set(e, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== "" && value !== false) e.setAttribute(name, value);
    }
    for (const c of children) if (c !== undefined && c !== null) e.append(c);
  }

  function bdi(text) { return el("bdi", {}, text); }

  function safe(href) { return /^(https:\/\/|#)/.test(href || "") ? href : ""; }

  function pill(text, state) { return el("span", { class: "pill" + (state ? " s-" + state : "") }, text); }

  function entry(e) {
    const href = safe(e.u);
    if (href) return el("a", { href, class: e.c && "code", rel: "noopener noreferrer" }, bdi(e.t));
    if (e.s) return pill(e.t, e.s);
    return e.c ? el("code", {}, bdi(e.t)) : bdi(e.t);
  }

  function say(text) { document.getElementById("said").textContent = text; }

  // Data

  const loaded = new Map();

  const parsed = new Promise((done) => { document.addEventListener("DOMContentLoaded", done); });

  function data(id) {
    if (!loaded.has(id)) loaded.set(id, decode(id));
    return loaded.get(id);
  }

  async function decode(id) {
    // The last element that is here may still lack its end.
    if (document.readyState === "loading" && !id.startsWith("data-")) await parsed;
    const content = JSON.parse(document.getElementById(id).textContent);
    if (typeof content !== "string") return content;
    const unpacked = new Blob([bytes(content)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(unpacked).json();
  }

  function bytes(base64) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    const text = atob(base64);
    const out = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
    return out;
  }

  // table is a decoded table. A column without places has one cell for each row, in their order, or
  // the same for all. What the first keystroke needs is made ready when nothing else is to do.
  async function table(name) {
    const t = await data("data-" + name);
    if (t.places) return t;
    t.places = Uint32Array.from({ length: t.n }, (_, r) => r);
    const same = new Uint8Array(t.n);
    for (const c of Object.values(t.columns)) c.v ??= c.d.length === 1 ? same : t.places;
    (window.requestIdleCallback || setTimeout)(() => Object.values(t.columns).forEach(texts));
    return t;
  }

  // texts are a column's cells as the text filter reads them.
  function texts(column) {
    column.texts ??= column.d.map((c) => (c[3] ? c[0] + " " + c[3] : c[0]).toLowerCase());
    return column.texts;
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

  // Grids: a window of rows over a table

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
      const test = only && this.match(only, this.element.dataset.text);
      for (let r = 0; r < table.n; r++) if (!test || test[table.columns[only].v[r]]) this.all.push(r);
      this.fillFacets();
      this.listen();
      const facets = this.form.querySelector("details");
      if (facets && matchMedia("(max-width: 700px)").matches) facets.open = false;
    }

    // match says for each different cell of a column whether it has this text.
    match(key, text) {
      const column = this.data.columns[key];
      return column.d.map((c) => c[0] === text || (column.m && each(column, c[0]).includes(text)));
    }

    fillFacets() {
      for (const select of this.form.querySelectorAll("select")) {
        const counts = this.counts(select.name);
        select.parentElement.hidden = counts.length < 2; // nothing to choose
        for (const [text, count] of counts) select.append(el("option", { value: text }, `${text || "(none)"} (${count})`));
      }
      for (const group of this.element.querySelectorAll("[data-facet]")) {
        for (const [text, count, , state] of this.counts(group.dataset.facet)) {
          group.append(el("button", { type: "button", "aria-pressed": "false", "data-text": text, class: state && "s-" + state }, text, el("span", {}, String(count))));
        }
        group.addEventListener("click", (event) => {
          const button = event.target.closest("button");
          if (button) setParams({ [group.dataset.facet]: button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.text });
        });
      }
    }

    // counts is how many rows have each text of a column: known order first, then the most frequent, at most 300.
    counts(key) {
      const column = this.data.columns[key], { d, v } = column;
      const rows = new Uint32Array(d.length);
      for (const r of this.all) rows[v[r]]++;
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

    listen() {
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
      this.fillForm(wanted);
      this.rows = this.filter(wanted);
      this.sort(wanted.get("sort") || "");
      this.scroll.scrollTop = 0;
      this.shown.textContent = this.rows.length === this.all.length
        ? `${this.all.length.toLocaleString("en")} ${this.label}`
        : `${this.rows.length.toLocaleString("en")} of ${this.all.length.toLocaleString("en")} ${this.label}`;
      this.table.setAttribute("aria-rowcount", this.rows.length + 1);
      this.chosen = params.get("id");
      this.draw(true);
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
        const { v } = columns[key], found = this.match(key, value);
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
      const rank = this.ranks(d, down);
      this.rows = [...this.rows].sort((a, b) => rank[v[a]] - rank[v[b]] || a - b);
    }

    // ranks gives the place of each different cell; what is not known comes last either way.
    ranks(cells, down) {
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
      // The box grows with what is drawn, so that before anything is, the window's height says how much it will show.
      const visible = Math.max(this.scroll.clientHeight, innerHeight);
      let last = Math.min(n, Math.ceil((this.scroll.scrollTop + visible) / this.height) + overscan);
      if (all) { first = 0; last = Math.min(n, printed); }
      if (!force && first === this.first && last === this.last) return;
      const focused = document.activeElement?.closest?.("tr[data-place]");
      const keep = focused && this.body.contains(focused) ? [Number(focused.dataset.place), document.activeElement.className] : null;
      this.first = first;
      this.last = last;
      const rows = [this.space(first)];
      for (let i = first; i < last; i++) rows.push(this.row(this.rows[i], i));
      rows.push(this.space(n - last));
      if (!n) rows.push(el("tr", { class: "none" }, el("td", {}, "Nothing matches.")));
      this.body.replaceChildren(...rows.filter(Boolean));
      if (keep) this.body.querySelector(`tr[data-place="${keep[0]}"] .${keep[1]}`)?.focus({ preventScroll: true });
    }

    measure() {
      const row = this.rows.length ? this.row(this.rows[0], 0) : null;
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

    row(r, place) {
      const id = this.id(r);
      const tr = el("tr", { "data-row": r, "data-place": place, "aria-rowindex": place + 2, class: id === this.chosen && "current" });
      this.columns.forEach((c) => tr.append(this.td(c, this.cell(c.key, r), id)));
      tr.append(el("td", { class: "act" }, el("button", { type: "button", class: "copy", "aria-label": "Copy as Markdown: " + this.cell(this.columns[0].key, r)[0] }, "Copy")));
      return tr;
    }

    td(column, [text, state, , sub], id) {
      const td = el("td", { class: `rank-${column.rank} form-${column.form}` });
      if (column.form === "name" || column.form === "key") {
        td.append(el("a", { class: "open", href: address(this.name, new URLSearchParams({ id })), title: text }, bdi(text)));
      } else if (column.form === "place") {
        const cut = state ? 0 : text.lastIndexOf("/") + 1;
        td.append(state ? pill(text, state) : el("code", { title: text }, bdi(text.slice(cut))));
        if (cut) td.append(el("span", { class: "sub", title: text }, bdi(text.slice(0, cut))));
      } else if (column.form === "code") td.append(el("code", { title: text }, bdi(text)));
      else td.append(state ? pill(text, state) : bdi(text));
      if (sub) td.append(el("span", { class: "sub", title: sub }, bdi(sub)));
      return td;
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

  // markdown makes text that shows as itself in a ticket.
  function markdown(text) { return text.replace(/[\\`*_{}[\]()#+!|<>~@&-]/g, "\\$&").replace(/\s+/g, " "); }

  async function copy(text, done) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = el("textarea", { class: "sr", readonly: "readonly", "aria-hidden": "true" });
      const focus = document.activeElement;
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      focus?.focus();
    }
    say(done);
  }

  // Details

  async function details(kind, row) {
    const perBlock = Number(document.body.dataset.block);
    const block = await data(`${kind}-${Math.floor(row / perBlock)}`);
    return block[row % perBlock];
  }

  async function openPanel(view, id) {
    const panel = document.getElementById("panel");
    const grid = await rowsOf(view);
    const row = grid.find(id);
    if (current.view !== view || current.params.get("id") !== id) return;
    if (row < 0) { closePanel(); say("This report has no such row."); return; }
    const d = await details(view === "findings" ? "finding" : "identity", row);
    if (current.params.get("id") !== id) return;
    panel.replaceChildren(...panelContent(d, view, id));
    panel.hidden = false;
    panel.scrollTop = 0;
    panel.querySelector("h2").focus({ preventScroll: true });
  }

  // rowsOf is a loaded grid whose rows a view's id addresses.
  async function rowsOf(view) {
    const grid = grids.get(view === "agents" ? "inventory" : view);
    await grid.load();
    return grid;
  }

  function panelContent(d, view, id) {
    const copyButton = el("button", { type: "button", class: "ghost" }, "Copy");
    copyButton.setAttribute("aria-label", "Copy the details as Markdown");
    copyButton.addEventListener("click", () => copy(panelMarkdown(d), "Details copied as Markdown."));
    const close = el("button", { type: "button", class: "ghost", "aria-label": "Close the details" }, "✕");
    close.addEventListener("click", () => setParams({ id: "" }, true));
    const parts = [el("header", {}, el("div", {}, el("p", { class: "small" }, d.k), el("h2", { tabindex: "-1" }, bdi(d.t))), el("div", { class: "tools" }, copyButton, close))];
    parts.push(el("p", { class: "badges" }, ...(d.b || []).filter((b) => b.t).map((b) => pill(b.t, b.s))));
    if (d.l) parts.push(el("p", { class: "lead" }, el("bdi", {}, ...prose(d.l))));
    if (d.m && view !== "map") parts.push(el("p", {}, el("a", { href: address("map", new URLSearchParams({ id })) }, "Show on the map")));
    for (const s of d.s || []) parts.push(...section(s));
    return parts;
  }

  function section(s) {
    const parts = [el("h3", {}, s.h)];
    if (s.n) parts.push(el("p", { class: "small" }, s.n));
    for (const p of s.p || []) parts.push(step(p));
    if (s.f) parts.push(el("dl", { class: "facts" }, ...s.f.map(fact)));
    if (s.r) parts.push(el("div", {}, ...s.r.map((row) => stack(row, s.c))));
    return parts;
  }

  // stack is a row of a section: name and value in lines, or without names one text after the other.
  function stack(row, names) {
    if (!names) return el("div", { class: "stack" }, ...row.flatMap((e) => [entry(e), " "]));
    return el("div", { class: "stack" }, ...row.map((e, i) => el("p", {}, el("span", {}, names[i]), el("span", {}, entry(e)))));
  }

  // prose shows what stands between backticks as code.
  function prose(text) {
    return text.split(/`([^`]+)`/).map((part, i) => (i % 2 ? el("code", {}, part) : part));
  }

  function step(p) {
    const box = el("div", { class: "step" }, el("p", { class: "fix" }, ...prose(p.t)));
    if (p.c) {
      const button = el("button", { type: "button", class: "ghost", "aria-label": "Copy the command" }, "Copy");
      button.addEventListener("click", () => copy(p.c, "Command copied."));
      box.append(el("div", { class: "command" }, el("pre", { tabindex: "0" }, el("code", {}, p.c)), button));
    }
    if (safe(p.u)) box.append(el("p", {}, el("a", { href: p.u, rel: "noopener noreferrer" }, p.l || p.u)));
    return box;
  }

  function fact(f) {
    const dd = el("dd", {}, entry(f.v));
    if (f.e) dd.append(el("span", { class: "evidence e-" + f.e }, f.e));
    if (f.o) dd.append(el("span", { class: "source" }, entry(f.o)));
    return el("div", { class: "fact" }, el("dt", {}, f.l), dd);
  }

  function panelMarkdown(d) {
    const lines = [`### ${markdown(d.t)}`, "", `${markdown(d.k)}${d.b ? " · " + d.b.filter((b) => b.t).map((b) => markdown(b.t)).join(" · ") : ""}`];
    if (d.l) lines.push("", markdown(d.l));
    for (const s of d.s || []) {
      lines.push("", `#### ${markdown(s.h)}`, "");
      if (s.n) lines.push(markdown(s.n), "");
      for (const p of s.p || []) {
        lines.push(`- [ ] ${markdown(p.t)}${p.u ? " " + p.u : ""}`);
        if (p.c) lines.push("", ...p.c.split("\n").map((c) => "      " + c), "");
      }
      for (const f of s.f || []) lines.push(`- **${markdown(f.l)}:** ${markdown(f.v.t)}${f.e ? " (" + f.e + (f.o ? ", " + markdown(f.o.t) : "") + ")" : ""}`);
      for (const r of s.r || []) lines.push("- " + r.map((e) => markdown(e.t)).join(" · "));
    }
    return lines.join("\n") + "\n";
  }

  function closePanel() {
    const panel = document.getElementById("panel");
    if (panel.hidden) return;
    panel.hidden = true;
    panel.replaceChildren();
    opener?.();
    opener = null;
  }

  // Map

  let overviewPicture = null;

  async function showMap(id) {
    const box = document.getElementById("picture");
    overviewPicture ??= [...box.childNodes];
    if (!id) { box.replaceChildren(...overviewPicture); return; }
    const grid = await rowsOf("map");
    const row = grid.find(id);
    if (row < 0) { box.replaceChildren(el("p", {}, "This report has no such identity.")); return; }
    const d = await details("identity", row);
    if (current.params.get("id") !== id) return;
    const head = el("div", { class: "head" }, el("h2", {}, bdi(d.t)), el("span", { class: "small" }, d.k), el("a", { href: address("inventory", new URLSearchParams({ id })) }, "Details"), el("a", { href: "#map" }, "All of the worst"));
    box.replaceChildren(head, ...(d.m ? picture(d.m) : [el("p", {}, "No workflow uses it, as far as could be read.")]), ...twin(d));
  }

  function picture(m) {
    const drawing = svg("svg", { class: "picture", viewBox: `0 -26 940 ${m.h + 26}`, role: "group", "aria-label": "The identity on the left, the jobs that use it in the middle, what they act on at the right" },
      svg("text", { class: "col", x: 0, y: -10 }, "Credential, its age and owner"), svg("text", { class: "col", x: 345, y: -10 }, "Job that can read it"), svg("text", { class: "col", x: 690, y: -10 }, "Acts on"));
    for (const { a, b, x, y, s } of m.e || []) {
      const middle = (a + x) / 2;
      drawing.append(svg("path", { class: "edge" + (s ? " s-" + s : ""), d: `M${a} ${b}C${middle} ${b} ${middle} ${y} ${x} ${y}` }));
    }
    for (const n of m.n) {
      const g = svg("svg", { class: `node n-${n.c}${n.s ? " s-" + n.s : ""}`, x: n.x, y: n.y, width: 250, height: 58 },
        svg("rect", { x: 1, y: 1, width: 248, height: 56, rx: 6 }), svg("text", { class: "kind", x: 12, y: 16 }, n.k), " ",
        svg("text", { x: 12, y: n.o ? 32 : 37 }, n.t), n.o && " ", n.o && svg("text", { class: "kind", x: 12, y: 48 }, n.o));
      drawing.append(safe(n.u) ? svg("a", { href: n.u, "aria-label": [n.k, n.t, n.o].filter(Boolean).join(" ") }, g) : g);
    }
    const parts = [el("div", { class: "canvas", role: "group", "aria-label": "Picture", tabindex: "0" }, drawing)];
    if (m.o) parts.push(el("p", { class: "small" }, `${m.o} more did not fit; the table lists all uses.`));
    return parts;
  }

  // twin is the picture as a table.
  function twin(d) {
    const uses = d.s?.find((s) => s.h === "Used by");
    if (!uses) return [];
    const parts = uses.n ? [el("p", { class: "small" }, uses.n)] : [];
    if (!uses.r) return parts;
    parts.push(el("div", { class: "table-wrap", role: "group", "aria-label": "Uses as a table", tabindex: "0" }, el("table", { class: "simple" }, el("caption", {}, "Used by"),
      el("thead", {}, el("tr", {}, ...uses.c.map((c) => el("th", { scope: "col" }, c)))),
      el("tbody", {}, ...uses.r.map((row) => el("tr", {}, ...row.map((e) => el("td", {}, entry(e)))))))));
    return parts;
  }

  // Policies: few enough to hide and show

  function filterPolicies(params) {
    const section = document.getElementById("policies");
    const words = (params.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
    const mode = params.get("mode") || "";
    let shown = 0;
    const all = section.querySelectorAll(".policy");
    for (const p of all) {
      const text = p.querySelector("summary").textContent.toLowerCase();
      p.hidden = (mode && p.dataset.mode !== mode) || !words.every((w) => text.includes(w));
      if (!p.hidden) shown++;
      if (params.get("id") === p.dataset.key) { p.hidden = false; p.open = true; p.scrollIntoView({ block: "nearest" }); }
    }
    section.querySelector(".shown").textContent = shown === all.length ? `${shown} policies` : `${shown} of ${all.length} policies`;
    for (const field of section.querySelector("form").elements) {
      if (field.name && field.value !== (params.get(field.name) || "")) field.value = params.get(field.name) || "";
    }
  }

  function listenPolicies() {
    const form = document.querySelector("#policies form");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => setParams({ [event.target.name]: event.target.value, id: "" }));
    form.addEventListener("reset", (event) => { event.preventDefault(); history.replaceState(null, "", "#policies"); show(); });
  }

  // The page

  async function show() {
    const before = current.view;
    current = readAddress();
    const { view, params } = current;
    if (before !== view || !root.dataset.ready) showTab(view);
    if (before !== view) scrollTo(0, 0);
    const id = params.get("id");
    if (!id || view === "map" || view === "policies") closePanel();
    const grid = grids.get(view);
    if (grid) { await grid.load(); if (current.view !== view) return; grid.apply(current.params); }
    if (view === "map") await showMap(id);
    else if (view === "policies") filterPolicies(params);
    else if (id && view !== "overview") await openPanel(view, id);
    if (!root.dataset.ready) performance.mark("ready");
    root.dataset.ready = view;
  }

  function showTab(view) {
    root.dataset.view = view;
    for (const a of document.querySelectorAll("[data-tab]")) {
      if (a.dataset.tab !== view) { a.removeAttribute("aria-current"); continue; }
      a.setAttribute("aria-current", "page");
      a.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  function keys(event) {
    if (event.key === "Escape" && current.params.get("id")) { setParams({ id: "" }, true); return; }
    if (event.key !== "/" || event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = document.querySelector(`#${current.view} input[type=search]`);
    if (field) { event.preventDefault(); field.focus(); }
  }

  function theme() {
    const button = document.getElementById("theme");
    const names = { "": "Auto", light: "Light", dark: "Dark" };
    const paint = () => {
      button.textContent = names[root.dataset.theme] || names[""];
      button.setAttribute("aria-label", button.textContent + " colours");
    };
    button.addEventListener("click", () => {
      const all = Object.keys(names);
      root.dataset.theme = all[(all.indexOf(root.dataset.theme) + 1) % all.length];
      try { localStorage.setItem("rollcall-theme", root.dataset.theme); } catch { /* a file may have no storage */ }
      paint();
    });
    paint();
  }

  // copyEntry copies the code beside a button that the page came with.
  function copyEntry(event) {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button.parentElement.querySelector("code").textContent, "Entry copied.");
  }

  function skip(event) {
    event.preventDefault();
    document.getElementById("main").focus();
  }

  // The views and their tables stand before the details, which are most of a large page.
  function tablesAreHere() { return document.getElementById("identity-0") !== null; }

  function start() {
    if (document.readyState === "loading" && !tablesAreHere()) { setTimeout(start, 10); return; }
    for (const element of document.querySelectorAll("[data-grid]")) grids.set(element.dataset.grid, new Grid(element));
    theme();
    listenPolicies();
    document.querySelector(".skip").addEventListener("click", skip);
    document.addEventListener("keydown", keys);
    document.getElementById("overview").addEventListener("click", copyEntry);
    addEventListener("hashchange", show);
    addEventListener("beforeprint", () => grids.get(current.view)?.draw(true, true));
    addEventListener("afterprint", () => grids.get(current.view)?.draw(true));
    show();
  }

  start();
})();
