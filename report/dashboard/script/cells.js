// Cells: how a table shows what it holds

// cell is a row's cell of a column; the one that names the row leads to its details.
function cell(column, [text, state, , sub], details) {
  const td = el("td", { class: `rank-${column.rank} form-${column.form}` });
  if (column.form === "name" || column.form === "key") {
    td.append(el("a", { class: "open", href: details, title: text }, bdi(text)));
  } else if (column.form === "place") {
    const cut = state ? 0 : text.lastIndexOf("/") + 1;
    td.append(state ? pill(text, state) : placeName(text, cut));
    if (cut) td.append(el("span", { class: "sub", title: text }, bdi(text.slice(0, cut))));
  } else if (column.form === "code") td.append(el("code", { title: text }, bdi(text)));
  else td.append(state ? pill(text, state) : bdi(text));
  if (sub) td.append(el("span", { class: "sub", title: sub }, bdi(sub)));
  return td;
}

// placeName is a file and where in it; what does not fit is cut of the file, not of the line.
function placeName(text, cut) {
  const line = /(:\d+)+$/.exec(text)?.[0] || "";
  return el("code", { title: text }, bdi(text.slice(cut, text.length - line.length)), line && el("bdi", { class: "line" }, line));
}
