// Elements: text becomes a text node, never markup

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

// fill makes some elements an element's children, and leaves those of them that are there where they are: what is
// not touched need not be laid out again.
function fill(parent, children) {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of children) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
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
