// Addresses: the view that is shown, and its parameters, are the page's fragment: #view?name=value&…

const root = document.documentElement;
const views = ["overview", "findings", "inventory", "agents", "policies", "credentials", "map", "github"];
const grids = new Map(); // by the name of their view
let current = { view: "overview", params: new URLSearchParams() };
let opener = null; // where the focus returns when the details are closed

root.classList.add("js");

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
