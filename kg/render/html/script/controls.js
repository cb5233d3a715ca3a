// Legend and filters, season, strength, more.
const legend = byId("legend"), all = [...new Set(links.flatMap(({ t }) => t || []))];
view.kinds.forEach(([kind, label]) => {
  const entry = el("label"), input = el("input", null, { type: "checkbox", "data-kind": kind });
  input.addEventListener("change", () => { state.hide[input.checked ? "delete" : "add"](kind); changed(); });
  entry.append(input, striped(kind), el("span", label));
  const ties = all.filter(({ k }) => k === kind).length;
  if (ties) entry.append(el("span", String(ties), { class: "quiet" }));
  legend.append(entry);
});
legend.hidden = !view.kinds.length;
// One stop for Tab: arrow keys go from kind to kind.
const ticks = [...legend.querySelectorAll("input")], stopAt = (to) => ticks.forEach((tick) => { tick.tabIndex = tick === to ? 0 : -1; });
stopAt(ticks[0]);
legend.addEventListener("focusin", (event) => { if (ticks.includes(event.target)) stopAt(event.target); });
legend.addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], at_ = ticks.indexOf(event.target);
  if (!by || at_ < 0) return;
  event.preventDefault();
  ticks[(at_ + by + ticks.length) % ticks.length].focus();
});
const groups = byId("groups");
const shades = () => [
  ...(tint ? tint.told : view.groups).map(([group, label]) => ({ label, shape: group === "club" ? "square" : "dot", colour: colour(group), group })),
  ...(view.win.length ? [{ label: words.strongest, shape: "line", thick: 6, colour: paints.win, group: "" }] : []),
];
const regroup = () => {
  groups.replaceChildren(...shades().map(({ label, shape, group }) => {
    const item = el("li"), mark = el("span", null, { class: shape === "line" ? "swatch thick" : "dot" });
    if (group) mark.style.background = "var(--" + group + ")";
    if (shape === "square") mark.style.borderRadius = "1px";
    item.append(mark, el("span", label));
    return item;
  }));
  groups.hidden = !groups.children.length;
};
const paintBox = byId("paint"), scaleBox = byId("scale");
paintBox.append(el("option", words["by_" + view.by], { value: "" }), ...paintable().map((key) => el("option", words["by_" + key], { value: key })));
scaleBox.append(el("option", words.by_influence, { value: "" }), ...scalable().map((key) => el("option", words["by_" + key], { value: key })));
let worn = state.paint + " " + state.scale;
const dress = () => {
  const wanted = state.paint + " " + state.scale;
  if (worn === wanted) return;
  worn = wanted;
  paint(); regroup();
  at.forEach((place, id) => { place.size = base(id) * grow; });
  nodes.update(rawNodes.filter(({ id }) => drawnNode[id]).map(spot));
};
[[paintBox, "paint"], [scaleBox, "scale"]].forEach(([field, name]) => field.addEventListener("change", () => { state[name] = field.value; dress(); remember(); }));
regroup();
const seasonBox = byId("season"), strengthBox = byId("strength"), play = byId("play");
seasonBox.min = earliest; seasonBox.max = latest;
const early = byId("early");
const soonest = Object.values(view.moments).reduce((first, { known }) => known < first ? known : first, view.ask ? earliest + 1 + "-07-01" : view.known);
byId("early-box").hidden = !view.sources.some((_, number) => later([number], soonest));
early.addEventListener("change", () => { state.early = early.checked; changed(); });
byId("time").hidden = earliest >= latest;
least(0);
byId("force").hidden = strengths.length < 2;
const factor = (value) => { const odds = Math.exp(value); return "×" + (odds < 1.5 ? odds.toFixed(2) : odds < 10 ? odds.toFixed(1) : odds.toFixed(0)); };
const controls = () => {
  seasonBox.value = state.season; byId("season-told").textContent = seasonWords(state.season);
  seasonBox.setAttribute("aria-valuetext", seasonWords(state.season));
  const least_ = state.min ? factor(least(state.min)) : words.strength_all;
  early.checked = state.early; byId("early-told").textContent = state.early ? say("early_told", { count: all.filter(belated).length }) : "";
  paintBox.value = state.paint; scaleBox.value = state.scale;
  strengthBox.value = state.min; byId("strength-told").textContent = least_; strengthBox.setAttribute("aria-valuetext", least_);
  legend.querySelectorAll("input").forEach((input) => { input.checked = !state.hide.has(input.dataset.kind); });
};
const changed = () => { controls(); draw(); retell(); if (chosen !== null) { showFigure(chosen); if (nodeOn[chosen]) network.selectNodes([chosen], false); } remember(); };
seasonBox.addEventListener("input", () => { stop(); state.season = Number(seasonBox.value); changed(); });
strengthBox.addEventListener("input", () => { state.min = Number(strengthBox.value); changed(); });
let playing = 0;
const stop = () => { clearInterval(playing); playing = 0; play.textContent = words.play; play.setAttribute("aria-pressed", "false"); };
play.addEventListener("click", () => {
  if (playing) { stop(); return; }
  if (state.season >= latest) { state.season = earliest; changed(); }
  play.textContent = words.pause; play.setAttribute("aria-pressed", "true");
  playing = setInterval(() => { state.season += 1; changed(); if (state.season >= latest) stop(); }, 900);
});
window.matchMedia("(prefers-reduced-motion: reduce)").addEventListener("change", ({ matches: calm }) => { if (calm) stop(); });
byId("more").addEventListener("click", () => { state.show = Math.min(highest + 1, state.show * 2); changed(); fit(); });
