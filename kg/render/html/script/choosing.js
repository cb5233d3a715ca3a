// Choosing: by click, key, name, table or address.
const tableRows = new Map(), said = byId("said");
const choose = (id, from) => {
  const person = people[id];
  if (!person) return;
  chosen = id; state.who = person.k; picked.clear();
  if (person.r >= state.show) state.show = person.r + 1;
  win = wayOf(id);
  draw();
  showFigure(id);
  if (nodeOn[id]) { network.selectNodes([id], false); if (from !== "graph") into(id); } else network.unselectAll();
  light(id);
  tableRows.forEach((rows, key) => rows.forEach((row) => row.classList.toggle("chosen", key === id)));
  if (from !== "address") remember(true);  // so that Back undoes the choice
};
const into = (id) => {
  const { x, y } = network.canvasToDOM(at[id]);
  if (x < 20 || y < 20 || x > box.clientWidth - 20 || y > box.clientHeight - 20) network.moveTo({ position: { x: at[id].x, y: at[id].y } });
};
// A name stands for its figure, and a small figure is hit from nearby, with a finger from further off.
const near = ({ x, y }, reach) => {
  const unit = 1 / network.getScale(), named = placed.find((one) => one.id >= 0 && Math.abs(one.x - x) < one.w / 2 && Math.abs(one.y - y) < one.h / 2);
  if (named) return named.id;
  let best, least_ = reach * unit;
  for (let id = 0; id < count; id += 1) {
    const far = nodeOn[id] ? Math.hypot(at[id].x - x, at[id].y - y) - at[id].size : Infinity;
    if (far < least_) { least_ = far; best = id; }
  }
  return best;
};
network.on("click", ({ nodes: [hit], pointer, event }) => {
  // Lighting up moves names about: whoever was pointed at is meant. A name may stand over another figure.
  const still = pointed && Math.hypot(pointed.x - pointer.DOM.x, pointed.y - pointer.DOM.y) < 3 ? pointed.id : undefined;
  const id = still ?? near(pointer.canvas, event && event.pointerType === "touch" ? 18 : 6) ?? hit;
  if (id !== undefined) { choose(id, "graph"); return; }
  const i = lineAt(pointer.DOM);
  if (i !== undefined && links[i].t) showLink(i);
});
const visible = () => order.filter((id) => nodeOn[id]);
const step = (by) => {
  const shown = visible(), at = shown.indexOf(chosen);
  if (!shown.length) return;
  const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length;
  choose(shown[next], "key");
  said.textContent = say("chosen", { name: people[shown[next]].n, place: next + 1, all: shown.length });
};
const zoom = (by) => network.moveTo({ scale: network.getScale() * by });
const pan = (x, y) => { const at = network.getViewPosition(), unit = 60 / network.getScale(); network.moveTo({ position: { x: at.x + x * unit, y: at.y + y * unit } }); };
box.addEventListener("keydown", (event) => {
  const arrows = { ArrowDown: [0, 1], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowLeft: [-1, 0] }[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (arrows && event.shiftKey) pan(...arrows);
  else if (arrows) step(arrows[0] + arrows[1]);
  else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(.8);
  else if (event.key === "0") fit();
  else if (event.key === "Enter") panel.focus();
  else if (event.key === " " && chosen !== null) pick([chosen]);
  else if (event.key === "Escape") reset();
  else return;
  event.preventDefault();
});
const reset = () => {
  stop(); chosen = null; picked.clear(); win = new Set(view.win); search.value = ""; hit.textContent = ""; state = fresh();
  controls(); dress(); network.unselectAll(); light(null); draw(); fit(); overview(); sortBy(""); retell();
  tableRows.forEach((rows) => rows.forEach((row) => row.classList.remove("chosen")));
  remember();
};
byId("reset").addEventListener("click", reset);
