// Names within the drawing: as many as have room, the most important first.
const order = rawNodes.map((node) => node.id).sort((a, b) => people[a].r - people[b].r || (rawNodes[a].group === "between") - (rawNodes[b].group === "between") || a - b);
const FEW = 320, PLATE = .88;
let placed = [];
const label = (pen, views = 1) => {
  const scale = network.getScale(), middle = network.getViewPosition(), unit = 1 / scale;
  const half = { x: views * box.clientWidth / 2 * unit, y: views * box.clientHeight / 2 * unit };
  const seen = (x, y) => Math.abs(x - middle.x) <= half.x && Math.abs(y - middle.y) <= half.y;
  const dots = [];
  for (let id = 0; id < count && dots.length <= FEW; id += 1) if (nodeOn[id] && seen(at[id].x, at[id].y)) dots.push(id);
  if (dots.length > FEW) dots.length = 0;  // too many to keep clear of
  placed = [];
  pen.textBaseline = "middle"; pen.lineJoin = "round";
  const put = (told, x, y, { reach = 0, size = NAME, bold = false, ink = paints.ink, sides = BELOW, id = -1, inside = false }) => {
    const text = lines(told, bold), high = size * 1.15;
    const w = (text.reduce((most, line) => Math.max(most, wide(line, size, bold)), 0) + 6) * unit, h = (text.length * high + 3) * unit;
    // Names that matter most are put over figures rather than left out.
    for (const [right, down, over] of bold && id >= 0 ? [...sides, ...sides.map(([right, down]) => [right, down, true])] : sides) {
      let cx = x + right * (reach + 3 * unit + w / 2), cy = y + down * (reach + 2 * unit + h / 2);
      if (inside) {
        cx = Math.min(Math.max(cx, middle.x - half.x + w / 2), middle.x + half.x - w / 2);
        cy = Math.min(Math.max(cy, middle.y - half.y + h / 2), middle.y + half.y - h / 2);
      }
      if (Math.abs(cx - middle.x) + w / 2 > half.x + 1e-6 * unit || Math.abs(cy - middle.y) + h / 2 > half.y + 1e-6 * unit) continue;
      if (placed.some((other) => Math.abs(other.x - cx) < (other.w + w) / 2 && Math.abs(other.y - cy) < (other.h + h) / 2)) continue;
      if (!over && dots.some((dot) => dot !== id && Math.abs(at[dot].x - cx) < w / 2 + at[dot].size * .8 && Math.abs(at[dot].y - cy) < h / 2 - 2 * unit + at[dot].size * .8)) continue;
      // No line runs through a name; among the many figures of a world they would vanish behind it.
      const plate = !over && view.kind !== "world";
      placed.push({ x: cx, y: cy, w, h, text: told, id, lines: text, size, bold, ink, plate });
      if (plate) {
        const shown = pen.globalAlpha;
        pen.globalAlpha = PLATE * shown; pen.fillStyle = paints.ring; pen.fillRect(cx - w / 2, cy - h / 2 + unit, w, h - 2 * unit);
        pen.globalAlpha = shown;
      }
      pen.font = font(size * unit, bold);
      text.forEach((line, n) => {
        const row = cy + (n - (text.length - 1) / 2) * high * unit;
        // Of two lines both begin, or end, at the figure.
        const by = cx - Math.trunc(right) * (w / 2 - 3 * unit);
        pen.textAlign = right >= 1 ? "left" : right <= -1 ? "right" : "center";
        pen.lineWidth = 3.5 * unit; pen.strokeStyle = paints.ring; pen.strokeText(line, by, row);
        pen.fillStyle = ink; pen.fillText(line, by, row);
      });
      return;
    }
  };
  const name = (id, bold) => {
    const { x, y, size } = at[id], between = view.kind === "persuasion" && rawNodes[id].group === "between";
    pen.globalAlpha = shine(id) < 1 ? .3 : 1;
    if (nodeOn[id] && seen(x, y)) put(short(people[id].n), x, y, { reach: size, size: bold ? BOLD : between ? NAME - 1.5 : NAME, bold, ink: between && !bold ? paints.soft : paints.ink, sides: tries[id], id });
    pen.globalAlpha = 1;
  };
  const first = new Set();
  if (chosen !== null) first.add(chosen);
  if (lit) order.filter((id) => lit.faces.has(id)).slice(0, 30).forEach((id) => first.add(id));
  order.forEach((id) => { if (people[id].r < 0 && first.size < 12) first.add(id); });
  [...win].slice(0, 6).forEach((i) => { first.add(rawEdges[i].from); first.add(rawEdges[i].to); });
  // The most connected have a name at every width.
  if (view.kind === "world") order.slice(0, narrow ? 3 : 6).forEach((id) => first.add(id));
  first.forEach((id) => name(id, true));
  const aside = view.kind === "person" ? [[0, 0], [0, 1], [0, -1], [1, 0], [-1, 0]] : [[0, 0], [0, -1], [.6, 0], [-.6, 0], [.6, -1], [-.6, -1]];
  captions.forEach(({ t, x, y, g }) => { if (seen(x / 1.1, y / 1.1)) put(short(t, 44), x, y, { bold: true, ink: g ? colour(g) : paints.soft, sides: aside, inside: true }); });
  // From afar the headings tell more than names do.
  const room = placed.length + (view.kind === "world" ? Math.max(narrow ? 8 : 30, (narrow ? 60 : 200) * scale) : 240);
  let attempts = 0;
  for (const id of order) {
    if (placed.length > room || (attempts += 1) > 4000) break;
    if (!first.has(id)) name(id, false);
  }
  box.dataset.labels = placed.length;
};
network.on("afterDrawing", (pen) => label(pen));
