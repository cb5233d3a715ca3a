// While the view is dragged its picture moves: drawn once, with half a view more on every side, and anew where that ends.
const renderer = network.renderer, view_ = network.body.view, drawNow = renderer._redraw.bind(renderer);
let film = null;
const expose = () => {
  const room = { x: box.clientWidth / 2, y: box.clientHeight / 2 }, fine = window.devicePixelRatio || 1, sheet = document.createElement("canvas");
  sheet.width = Math.ceil(4 * room.x * fine); sheet.height = Math.ceil(4 * room.y * fine);
  const pen = sheet.getContext("2d"), { x, y } = view_.translation;
  pen.scale(fine, fine); pen.translate(x + room.x, y + room.y); pen.scale(view_.scale, view_.scale);
  renderer._drawEdges(pen); renderer._drawNodes(pen, true); label(pen, 2);
  film = { sheet, fine, room, x, y, scale: view_.scale };
};
renderer._redraw = (hidden) => {
  if (film && film.scale !== view_.scale) film = null;  // two fingers
  if (!film || hidden) { drawNow(hidden); return; }
  if (Math.abs(view_.translation.x - film.x) > film.room.x || Math.abs(view_.translation.y - film.y) > film.room.y) expose();
  const pen = network.canvas.getContext(), by = (axis) => (view_.translation[axis] - film[axis] - film.room[axis]) * film.fine;
  renderer.redrawRequested = false;
  pen.setTransform(1, 0, 0, 1, 0, 0); pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.drawImage(film.sheet, by("x"), by("y"));
  network.canvas.setTransform();
};
network.on("dragStart", ({ nodes: held }) => { if (!held.length) expose(); });
network.on("dragEnd", () => { if (film) { film = null; network.redraw(); } });
box.kgLabels = () => placed;
box.kgLit = () => lit ? [...lit.faces].map((id) => people[id].n) : [];
box.kgAt = (x, y) => network.canvasToDOM({ x, y });
box.kgPlace = (id) => ({ ...network.canvasToDOM(at[id]), shown: Boolean(nodeOn[id]) });
const repaint = () => { mix(); network.setOptions({ groups: paints.groups }); draw(true); };
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
let turning = 0;
window.addEventListener("resize", () => {
  clearTimeout(turning);
  turning = setTimeout(() => { arrange(atFirst); nodes.update(rawNodes.filter(({ id }) => nodeOn[id]).map(spot)); fit(); }, 120);
});
// Paper is white whatever the screen is.
window.addEventListener("beforeprint", () => { document.documentElement.classList.add("printing"); repaint(); fit(); network.redraw(); });
window.addEventListener("afterprint", () => { document.documentElement.classList.remove("printing"); repaint(); });
