// Hovering, the wheel, a line drawn around several, dragging.
const tip = byId("tip");
let asked = 0, pointed;
// What it costs to hide something lit, a name that is not being 1, and to be away from the pointer.
const LIT = 20, RIM = 15;
// Beside the pointer, where the tip hides the fewest names and figures, those that are lit before all; else at the rim.
const putTip = () => {
  const frame = box.getBoundingClientRect(), unit = network.getScale(), [wide_, high] = [tip.offsetWidth, tip.offsetHeight], { x, y } = pointed;
  const least = 8 - frame.left, most_ = document.documentElement.clientWidth - wide_ - 8 - frame.left;
  const lit_ = (id) => lit && lit.faces.has(id), seen = [
    ...placed.map((told) => ({ ...network.canvasToDOM(told), half: [told.w * unit / 2, told.h * unit / 2], cost: lit_(told.id) ? LIT : 1 })),
    ...(lit ? [...lit.faces].filter((id) => nodeOn[id]).map((id) => ({ ...network.canvasToDOM(at[id]), half: [at[id].size * unit, at[id].size * unit], cost: LIT })) : []),
    { x, y, half: [2, 2], cost: 2 * LIT }];
  const [above, under] = [-high - 4 - y, box.clientHeight + 4 - y], rims = above + under > 0 ? [above, under] : [under, above];
  const [best] = [[14, 16], [14, -high - 14], [-wide_ - 14, 16], [-wide_ - 14, -high - 14], [-wide_ / 2, 44], [-wide_ / 2, -high - 44], [44, -high / 2], [-wide_ - 44, -high / 2],
    ...rims.map((down) => [-wide_ / 2, down, RIM])]
    .map(([right, down, far = 0]) => [Math.max(least, Math.min(x + right, most_)), y + down, far])
    .map(([left, top, far]) => ({ left, top, cost: seen.reduce((sum, { x: cx, y: cy, half, cost }) =>
      sum + (cx + half[0] > left && cx - half[0] < left + wide_ && cy + half[1] > top && cy - half[1] < top + high ? cost : 0), far) }))
    .sort((a, b) => a.cost - b.cost);
  tip.style.left = frame.left + window.scrollX + best.left + "px";
  tip.style.top = frame.top + window.scrollY + best.top + "px";
};
const hover = (event) => {
  asked = 0;
  const frame = box.getBoundingClientRect(), spot_ = { x: event.clientX - frame.left, y: event.clientY - frame.top };
  const id = near(network.DOMtoCanvas(spot_), 6), i = id === undefined ? lineAt(spot_) : undefined;
  pointed = { id, ...spot_ };
  const text = id !== undefined ? [people[id].n, ...aboutNow(id)].join(": ") : i !== undefined && links[i].t ? (links[i].t.find(tieOn) || links[i].t[0]).t : "";
  if (LIVELY) { if (id === undefined) rest(); else light(id); }
  tip.hidden = !text;
  box.style.cursor = text ? "pointer" : "";
  if (!text) return;
  write(tip, text);
  putTip();
};
// Lighting up moves names about.
network.on("afterDrawing", () => { if (!tip.hidden) putTip(); });
box.addEventListener("pointermove", (event) => { if (!asked && event.pointerType === "mouse") asked = requestAnimationFrame(() => hover(event)); });
box.addEventListener("pointerleave", () => { tip.hidden = true; if (LIVELY) rest(); });
// The wheel scrolls the page; with Ctrl, or once the drawing has the focus, it zooms.
box.addEventListener("wheel", (event) => { if (!event.ctrlKey && !event.metaKey && document.activeElement !== box) event.stopPropagation(); }, { capture: true });
const pick = (ids) => {
  ids.forEach((id) => picked[ids.length === 1 && picked.has(id) ? "delete" : "add"](id));
  if (!picked.size) { overview(); rest(); return; }
  const among = rawEdges.map((_, i) => i).filter((i) => links[i].t && links[i].t.some(tieOn) && picked.has(rawEdges[i].from) && picked.has(rawEdges[i].to))
    .sort((a, b) => Math.abs(links[b].s) - Math.abs(links[a].s));
  const told = say("picked", { count: picked.size }), shown = order.filter((id) => picked.has(id));
  panel.replaceChildren(el("h2", told), ...shown.slice(0, MOST).map(whom), el("h3", words.picked_ties), ...(among.length ? [] : [el("p", words.picked_none)]),
    ...among.slice(0, MOST).flatMap((i) => [el("p", people[rawEdges[i].from].n + " – " + people[rawEdges[i].to].n, { class: "whom" }), ...links[i].t.filter(tieOn).map(tieBlock)]));
  below(told);
  said.textContent = told;
  network.selectNodes(shown.filter((id) => nodeOn[id]), false);
  rest();
};
let loop = null;
const within = ({ x, y }) => loop.reduce((inside, one, n) => {
  const two = loop[(n || loop.length) - 1];
  return (one.y > y) !== (two.y > y) && x < (two.x - one.x) * (y - one.y) / (two.y - one.y) + one.x ? !inside : inside;
}, false);
const spotOf = (event) => { const frame = box.getBoundingClientRect(); return network.DOMtoCanvas({ x: event.clientX - frame.left, y: event.clientY - frame.top }); };
box.addEventListener("pointerdown", (event) => {
  if (!event.shiftKey || event.button) return;
  event.stopPropagation(); event.preventDefault();
  loop = [spotOf(event)];
  box.setPointerCapture(event.pointerId);
}, { capture: true });
box.addEventListener("pointermove", (event) => { if (loop) { loop.push(spotOf(event)); network.redraw(); } });
box.addEventListener("pointerup", (event) => {
  if (!loop) return;
  const [left, top, right, bottom] = extent(loop), unit = network.getScale();
  const few = (right - left + bottom - top) * unit < 12, ids = few ? [near(spotOf(event), 6)].filter((id) => id !== undefined) : order.filter((id) => nodeOn[id] && within(at[id]));
  loop = null;
  if (ids.length) pick(ids);
  network.redraw();
});
network.on("afterDrawing", (pen) => {
  if (!loop) return;
  pen.beginPath(); loop.forEach(({ x, y }) => pen.lineTo(x, y)); pen.closePath();
  pen.strokeStyle = paints.focus; pen.lineWidth = 2 / network.getScale(); pen.stroke();
});
// A figure that is dragged stays where it is put.
const dragged = ({ nodes: moved }) => moved.forEach((id) => { const { [id]: place } = network.getPositions([id]); at[id].x = place.x; at[id].y = place.y; });
network.on("dragging", dragged);
network.on("dragEnd", dragged);
