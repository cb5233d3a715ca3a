// Where everybody stands: worked out once for the room that there is; nobody moves after that.
const face = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif", widths = new Map();
const ruler = document.createElement("canvas").getContext("2d");
const font = (size, bold) => (bold ? "600 " : "") + size + "px " + face;
const wide = (text, size, bold) => {
  const key = font(size, bold) + text;
  if (!widths.has(key)) { ruler.font = font(size, bold); widths.set(key, ruler.measureText(text).width); }
  return widths.get(key);
};
const short = (text, most = 30) => { const letters = [...text]; return letters.length > most ? letters.slice(0, most - 1).join("") + "…" : text; };
const NAME = narrow ? 11.5 : 13, BOLD = NAME + 1.5, ROW = 74, COLUMN = 330;
const BELOW = [[0, 1], [0, -1], [1, 0], [-1, 0]], ABOVE = [[0, -1], [0, 1], [1, 0], [-1, 0]];
const RIGHT = [[1, 0], [.55, 1], [.55, -1], ...BELOW], LEFT = [[-1, 0], [-.55, 1], [-.55, -1], ...BELOW];
const SIDES = { outsider: RIGHT, persuader: RIGHT, former: RIGHT, member: LEFT };
const extent = (some) => some.reduce(([left, top, right, bottom], { x, y }) => [
  Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)], [Infinity, Infinity, -Infinity, -Infinity]);
// Names at the left and right edge need room beyond the figures that bear them.
let tries = [], thick = 1, grow = 1, edge = [80, 30, 80, 34], captions = view.captions;
const margins = (ids, [left, , right]) => {
  const most = (narrow ? .34 : .4) * box.clientWidth, need = [narrow ? 40 : 60, narrow ? 40 : 60];
  if (!layered) return view.kind === "person" ? [Math.min(96, .2 * box.clientWidth), 34, Math.min(96, .2 * box.clientWidth), 40] : [...need.slice(0, 1), 26, need[1], 34];
  ids.forEach((id) => {
    const side = (SIDES[rawNodes[id].group] || BELOW)[0][0], bold = people[id].r < 1;
    const room = lines(short(people[id].n), bold).reduce((most, line) => Math.max(most, wide(line, bold ? BOLD : NAME, bold)), 0);
    if (at[id].x < left + COLUMN / 2) need[0] = Math.max(need[0], side < 0 ? room + 30 : room / 2 + 8);
    if (at[id].x > right - COLUMN / 2) need[1] = Math.max(need[1], side > 0 ? room + 30 : room / 2 + 8);
  });
  return [Math.min(need[0], most), 24, Math.min(need[1], most), 40];
};
const lines = (text, bold) => {
  const words_ = text.split(" ");
  if (!narrow || (!bold && !layered) || words_.length < 2 || wide(text, NAME, bold) < (bold ? 70 : 80)) return [text];
  const cuts = words_.slice(1).map((_, n) => [words_.slice(0, n + 1).join(" "), words_.slice(n + 1).join(" ")]);
  return cuts.sort((a, b) => Math.max(a[0].length, a[1].length) - Math.max(b[0].length, b[1].length))[0];
};
// In columns, those drawn at first stand without gaps, and whoever is drawn later goes on below them.
const pack = (ids) => {
  const first = new Set(ids), columns = new Map();
  at.forEach((place, id) => { if (!columns.has(place.x)) columns.set(place.x, []); columns.get(place.x).push(id); });
  // A direct way runs through the middle, where nobody stands then.
  const direct = view.kind === "path" && rawEdges.some(({ from, to }) => people[from].r < 0 && people[to].r < 0);
  columns.forEach((column) => {
    column.sort((a, b) => at[a].y - at[b].y || a - b);
    const head = column.filter((id) => first.has(id));
    const aside = direct && head.length % 2 && people[head[0]].r >= 0 ? .5 : 0;
    if (head.length) [...head, ...column.filter((id) => !first.has(id))].forEach((id, row) => { at[id].y = (row - (head.length - 1) / 2 + aside) * ROW; });
  });
  // Where there is little width the club stands beneath or above its people, beside whom their names need the room.
  const club = rawNodes.find(({ group }) => group === "club"), its = first.size && club ? ids.filter((id) => ["persuader", "member"].includes(rawNodes[id].group)) : [];
  if (narrow && its.length) {
    const low = view.kind === "persuasion", [left, , right] = extent(its.map((id) => at[id])), [, top, , bottom] = extent(ids.map((id) => at[id]));
    at[club.id].x = low ? right + COLUMN / 4 : left - COLUMN / 4; at[club.id].y = low ? bottom + ROW : top - ROW;
  }
};
const arrange = (ids) => {
  rawNodes.forEach(({ x, y }, id) => { at[id].x = x; at[id].y = y; });
  if (layered) pack(ids);
  const corners = extent([...ids.map((id) => at[id]), ...(view.kind === "person" ? view.captions.filter(({ x, y }) => Math.hypot(x, y) < 2000) : [])]);
  edge = margins(ids, corners);
  const [left, top, right, bottom] = corners, across = Math.max(right - left, 1), down = Math.max(bottom - top, 1);
  const room = [Math.max(box.clientWidth - edge[0] - edge[2], 40), Math.max(box.clientHeight - edge[1] - edge[3], 40)];
  let x = 1, y = 1;
  if (layered) {
    [x, y] = [Math.min(room[0] / across, 1.5), Math.min(room[1] / down, 1.05)];
    thick = .62; grow = Math.min(.62, Math.max(.3, y * ROW / 52));
  } else {
    x = Math.min(1.55, Math.max(.62, room[0] / across / (room[1] / down)));
    const scale = Math.min(room[0] / (across * x), room[1] / down, 1.3);
    if (view.kind === "person") grow = thick = .6 / scale;
    else { grow = Math.min(1, .5 / scale); thick = .6 / scale; }
  }
  captions = view.captions.map((told) => ({ ...told, x: told.x * x, y: told.y * y }));
  at.forEach((place, id) => { place.x *= x; place.y *= y; place.size = base(id) * grow; });
  tries = rawNodes.map(({ group }, id) => {
    if (view.kind !== "person" || people[id].r < 0) return narrow && group === "club" ? RIGHT : SIDES[group] || BELOW;
    const { x, y } = at[id];  // outwards, away from the lines
    return Math.abs(x) > .8 * Math.abs(y) ? (x > 0 ? RIGHT : LEFT) : y > 0 ? BELOW : ABOVE;
  });
};
state = fresh();
settle();
const atFirst = rawNodes.map(({ id }) => id).filter((id) => nodeOn[id]);
// On a phone the drawing is as tall as it needs to be, so that what stands below it is not far away.
if (narrow && atFirst.length) {
  const rows = new Map();
  atFirst.forEach((id) => rows.set(rawNodes[id].x, (rows.get(rawNodes[id].x) || 0) + 1));
  const [left, top, right, bottom] = extent(atFirst.map((id) => rawNodes[id])), natural = (bottom - top) / Math.max(right - left, 1);
  const tall = layered ? 96 + 34 * Math.max(...rows.values()) : 76 + 1.25 * natural * box.clientWidth * (view.kind === "person" ? .6 : .78);
  box.style.height = Math.round(Math.min(Math.max(tall, 260), 560)) + "px";
}
arrange(atFirst);
state = recall();
paint();
at.forEach((place, id) => { place.size = base(id) * grow; });
draw(true);
options.groups = paints.groups;
options.interaction = { ...options.interaction, hover: false };
const network = new vis.Network(box, { nodes, edges }, options);
// The drawing is one stop for Tab, and has the focus itself when it is clicked.
network.canvas.frame.removeAttribute("tabindex");
const fit = () => {
  const shown = at.filter((_, id) => nodeOn[id]);
  if (!shown.length) return;
  const [left, top, right, bottom] = extent(view.kind === "person" ? [...shown, ...captions.filter(({ x, y }) => Math.hypot(x, y) < 2000)] : shown);
  const room = [box.clientWidth - edge[0] - edge[2], box.clientHeight - edge[1] - edge[3]];
  const scale = Math.max(.01, Math.min(room[0] / Math.max(right - left, 1), room[1] / Math.max(bottom - top, 1), layered ? 1 : 1.3));
  network.moveTo({ position: { x: (left + right) / 2 + (edge[2] - edge[0]) / 2 / scale, y: (top + bottom) / 2 + (edge[3] - edge[1]) / 2 / scale }, scale });
};
fit();
network.once("afterDrawing", () => requestAnimationFrame(() => { box.dataset.drawn = "true"; }));
