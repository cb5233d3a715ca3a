// The lines of a large world are straight and without arrows: those that look alike are stroked together, and none is an
// object of vis-network's, which would cost more than all the rest of the page.
const TOGETHER = 64;
// Widths on the screen, however far away: faint lines stay a breath, those that mean something can be seen.
const FAINT = .12, FIRM = .9;
const strandsNow = () => {
  const by = new Map();
  looks.forEach((look, i) => {
    if (!look) return;
    const { width, color } = look, key = [color.color, color.opacity, width].join();
    if (!by.has(key)) by.set(key, { colour: color.color, opacity: color.opacity, width, ids: [] });
    by.get(key).ids.push(i);
  });
  return [...by.values()].sort((a, b) => a.opacity - b.opacity);
};
const strokeAll = (pen) => {
  strands = strands || strandsNow();
  const unit = 1 / network.getScale();
  pen.save();
  strands.forEach(({ colour, opacity, width, ids }) => {
    pen.strokeStyle = colour; pen.globalAlpha = opacity; pen.lineWidth = Math.max(width, (opacity < .5 ? FAINT : FIRM) * unit);
    ids.forEach((i, n) => {
      const from = at[rawEdges[i].from], to = at[rawEdges[i].to];
      if (n % TOGETHER === 0) pen.beginPath();
      pen.moveTo(from.x, from.y); pen.lineTo(to.x, to.y);
      if (n % TOGETHER === TOGETHER - 1 || n === ids.length - 1) pen.stroke();
    });
  });
  pen.restore();
};
if (massed) network.renderer._drawEdges = strokeAll;
// The line under a point of the drawing.
const lineAt = (spot) => {
  if (!massed) return network.getEdgeAt(spot);
  const { x, y } = network.DOMtoCanvas(spot);
  let best, reach = 6 / network.getScale();
  looks.forEach((look, i) => {
    if (!look) return;
    const from = at[rawEdges[i].from], to = at[rawEdges[i].to], across = to.x - from.x, down = to.y - from.y;
    const along = Math.max(0, Math.min(1, ((x - from.x) * across + (y - from.y) * down) / (across * across + down * down || 1)));
    const far = Math.hypot(from.x + along * across - x, from.y + along * down - y);
    if (far < reach) { reach = far; best = i; }
  });
  return best;
};
