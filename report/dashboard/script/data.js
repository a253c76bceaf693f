// Data: what the page came with, decoded when it is first needed

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
  (window.requestIdleCallback || setTimeout)(() => readied(t));
  return t;
}
