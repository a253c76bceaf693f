// Details: the panel beside a table, of the row that was chosen

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

function closePanel() {
  const panel = document.getElementById("panel");
  if (panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  opener?.();
  opener = null;
}
