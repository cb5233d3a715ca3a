// What is drawn now, by season, strength and kind of tie; what is lit.
const box = byId("graph"), at = rawNodes.map(({ x, y, size }) => ({ x, y, size })), nodes = new vis.DataSet(), edges = new vis.DataSet();
const count = rawNodes.length, counted = (id) => people[id].r >= 0 && (view.kind === "path" || rawNodes[id].group !== "between");
const ranked = people.filter((_, id) => counted(id)).length;
// The slider is a share of the links among those drawn, so that each step takes about as many away.
let strengths = [], measured = -1;
const least = (share) => {
  if (measured !== state.show) {
    measured = state.show;
    strengths = rawEdges.filter((edge, i) => links[i].t && people[edge.from].r < measured && people[edge.to].r < measured)
      .map((edge) => Math.abs(links[edge.id].s)).sort((a, b) => a - b);
  }
  return share && strengths.length ? strengths[Math.min(strengths.length - 1, Math.floor(share / 100 * strengths.length))] : 0;
};
// With the slider at an earlier season, verdict and table are those of its end, where the page holds them.
const moment = () => state.season < latest ? view.moments[state.season] : undefined;
// A source without a day is of the year or month that it names.
const later = ([number], day = (moment() || view).known) => { const published = view.sources[number][3]; return Boolean(published) && published > day.slice(0, published.length); };
const belated = (tie) => tie.s.length > 0 && tie.s.every((source) => later(source));
const leftOut = (tie) => state.early && belated(tie);
const tieOn = (tie) => !state.hide.has(tie.k) && (tie.f || 0) <= state.season && !leftOut(tie);
const past = (tie) => state.season < latest && tie.e !== undefined && tie.e < state.season;
// Of each line drawn its look, by the number of its link.
const nodeOn = new Uint8Array(count), drawnNode = new Uint8Array(count), looks = new Array(rawEdges.length);
const dense = rawEdges.length > 1200, massed = dense && view.kind === "world";
let strands = null;
// Where lines are many the strongest are drawn in full.
const firm = dense ? links.map(({ s }) => Math.abs(s)).sort((a, b) => b - a)[Math.min(400, Math.floor(links.length * .08))] : 0;
let win = new Set();
const settle = () => {
  const filtered = state.hide.size || state.min || state.early || state.season !== latest, floor = least(state.min);
  // At an earlier season those stand there whom its own answer names.
  const now = moment(), figures = now && (now.known_figures = now.known_figures || new Set(now.figures));
  const within = (id) => people[id].r < state.show && (!figures || !counted(id) || figures.has(people[id].k)), degree = new Uint16Array(count), on = new Uint8Array(rawEdges.length);
  rawEdges.forEach((edge, i) => {
    const link = links[i];
    if (!link.t || !within(edge.from) || !within(edge.to) || Math.abs(link.s) < floor || !link.t.some(tieOn)) return;
    on[i] = 1; degree[edge.from] += 1; degree[edge.to] += 1;
  });
  for (let id = 0; id < count; id += 1) {
    const core = people[id].r < 0, needed = rawNodes[id].group === "between" ? 2 : filtered ? 1 : 0;
    nodeOn[id] = core || (within(id) && degree[id] >= needed) ? 1 : 0;
  }
  rawEdges.forEach((edge, i) => {
    if (!links[i].t) on[i] = !state.hide.has("path") && (links[i].p || 0) <= state.season ? 1 : 0;
    if (!nodeOn[edge.from] || !nodeOn[edge.to]) on[i] = 0;
  });
  return on;
};
// Whoever is hovered or chosen, the people next to them and the links between stay lit; the rest steps back.
let lit = null;
const DIM = .12, LIVELY = rawEdges.length < 6000;
const around = (id) => {
  const lines = new Set(), faces = new Set([id]);
  rawEdges.forEach(({ from, to }, i) => { if (from === id || to === id) { lines.add(i); faces.add(from); faces.add(to); } });
  const [way] = view.ways[id] || [];
  if (way) way.l.forEach((i) => { lines.add(i); faces.add(rawEdges[i].from); faces.add(rawEdges[i].to); });
  return { id, lines, faces };
};
const light = (id) => {
  if ((lit ? lit.id : null) === id) return;
  lit = id === null ? null : around(id);
  shineOn();
};
const shineOn = () => {
  box.dataset.lit = lit ? String(lit.faces.size) : "";
  nodes.update(rawNodes.filter((node) => drawnNode[node.id]).map((node) => ({ id: node.id, opacity: shine(node.id) })));
  draw(true);
};
// Several at once, by a line drawn around them with Shift, by Shift and click, or by the space bar.
const picked = new Set();
const rest = () => {
  if (!picked.size) { light(chosen); return; }
  const lines = new Set();
  rawEdges.forEach(({ from, to }, i) => { if (picked.has(from) && picked.has(to)) lines.add(i); });
  lit = { id: -1, lines, faces: new Set(picked) };
  shineOn();
};
const shine = (id) => lit && !lit.faces.has(id) ? DIM : 1;
const paintEdge = (i, edge) => {
  const tie = links[i].t ? links[i].t.find(tieOn) : null, winning = win.has(i);
  const shade = winning ? paints.win : paints.ties[tie ? tie.k : "path"] || paints.soft;
  const faded = tie && links[i].t.filter(tieOn).every(past);
  const stands = dense && Math.abs(links[i].s) > firm, dash = tie ? DASHES[tie.k] : edge.dashes && DASHES.path;
  return { ...edge, dashes: dash && !dense && !winning ? dash.map((part) => part * thick / .62) : false, width: (dense && !winning ? (stands ? 2.4 : 1.2) : Math.max(edge.width * thick, .8) + (winning ? 2.6 * thick : 0)), color: { color: shade, highlight: paints.focus, hover: paints.focus,
    opacity: lit ? (lit.lines.has(i) ? 1 : DIM / 2) : winning ? 1 : faded ? .12 : stands ? .95 : dense ? .18 : !tie ? .45 : win.size ? .55 : .75 } };
};
const spot = ({ id }) => ({ id, group: groupOf(id), opacity: shine(id), size: at[id].size, x: at[id].x, y: at[id].y });
const draw = (repaint) => {
  const on = settle(), gone = [], come = [], lost = [], made = [];
  for (let id = 0; id < count; id += 1) {
    if (nodeOn[id] && !drawnNode[id]) come.push(spot(rawNodes[id]));
    if (!nodeOn[id] && drawnNode[id]) gone.push(id);
    drawnNode[id] = nodeOn[id];
  }
  rawEdges.forEach((edge, i) => {
    const old = looks[i];
    if (!on[i]) { if (old) { lost.push(i); looks[i] = undefined; } return; }
    const look = paintEdge(i, edge);
    if (repaint || !old || old.color.color !== look.color.color || old.color.opacity !== look.color.opacity) { made.push(look); looks[i] = look; }
  });
  if (gone.length) nodes.remove(gone);
  if (come.length) nodes.add(come);
  if (massed) strands = null;
  else {
    if (lost.length) edges.remove(lost);
    if (made.length) edges.update(made);
  }
  if (massed && made.length + lost.length && box.dataset.drawn) network.renderer._requestRedraw();
  const shown = people.reduce((sum, _, id) => sum + (counted(id) && nodeOn[id] ? 1 : 0), 0);
  byId("count").textContent = say("shown", { shown, all: ranked });
  byId("more").hidden = state.show > highest;
  box.dataset.nodes = shown;
};
const highest = people.reduce((most, person) => Math.max(most, person.r), -1);
