// The page: which view is shown, keys and colours

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
