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
