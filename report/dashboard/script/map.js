// Map: who uses what, around one identity

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
