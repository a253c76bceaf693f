// Markdown: what is copied for a ticket

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
