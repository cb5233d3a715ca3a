// Reports, what is saved, and the first view.
const reports = byId("reports");
view.reports.forEach((report) => {
  const item = sourceItem(report.s);
  item.prepend(el("span", report.t), " ");
  reports.querySelector("ul").append(item);
});
reports.hidden = !view.reports.length;
// What `picture.js` saves: the table, with odds as numbers, sources and ids. Whoever stands at the end of a path has the direct way for a row.
const sourcesOf = (id) => {
  const ways = (view.ways[id] || []).slice(0, people[id].r < 0 ? 1 : undefined);
  const ties = ways.flatMap(({ l, t2 }) => [...l.flatMap((i) => links[i].t || []), ...(t2 || [])]);
  return [...new Set(ties.flatMap(({ s }) => s.map(([number]) => view.sources[number][1] || view.sources[number][0])))].join("; ");
};
// None where the words tell no size.
const odds = (told) => told === undefined ? "" : Number(Math.exp(told).toPrecision(4));
const savedRow = (row) => {
  const { [0]: id, [measured_]: [size, told, low, high] } = row;
  return [...row.slice(1).map(text), odds(/^×[\d.,]+$/.test(told) ? size : undefined), odds(low), odds(high), ...(id < 0 ? ["", ""] : [sourcesOf(id), view.bases[people[id].b || 0] + people[id].k])];
};
box.kgRows = () => ({ file: view.file, columns: [...view.columns.map((column) => column.label), ...["odds", "low", "high", "sources", "id"].map((key) => words["csv_" + key])], rows: sorted.map(savedRow) });
const bend = options.edges.smooth && options.edges.smooth.type === "cubicBezier" ? options.edges.smooth.roundness : 0;
box.kgScene = () => {
  const unit = network.getScale(), dom = ({ x, y }) => network.canvasToDOM({ x, y });
  return {
    title: document.querySelector("h1").textContent, asof: asofBox.textContent.split(/(?<=\.) /)[0], source: say("from", { count: view.sources.length }), file: view.file,
    card: colour("card"), ink: paints.ink, soft: paints.soft, font, width: box.clientWidth, height: box.clientHeight,
    nodes: rawNodes.filter(({ id }) => nodeOn[id]).map(({ id }) => ({ ...dom(at[id]), size: at[id].size * unit, square: groupOf(id) === "club", colour: paints.groups[groupOf(id)].color.background, opacity: shine(id) })),
    edges: looks.filter(Boolean).map(({ from, to, width, color, dashes }) => ({ from: dom(at[from]), to: dom(at[to]), bend, colour: color.color, opacity: color.opacity, width: width * unit, dash: (Array.isArray(dashes) ? dashes : dashes ? [6, 6] : []).map((part) => part * unit) })),
    labels: placed.map((told) => ({ ...dom(told), text: told.lines, size: told.size, bold: told.bold, ink: told.ink, wide: told.w * unit, high: told.h * unit, plate: told.plate ? PLATE : 0 })),
    legend: [...view.kinds.filter(([kind]) => !state.hide.has(kind)).map(([kind, label]) => ({ label, shape: "line", colour: paints.ties[kind], dash: DASHES[kind] || [] })), ...shades()],
  };
};
const arrive = () => {
  state = recall(); chosen = null; picked.clear(); win = new Set(view.win); light(null);
  controls(); dress(); draw(); overview(); sortBy(state.sort); retell();
  if (state.who) choose(people.findIndex((person) => person.k === state.who), "address");
};
window.addEventListener("hashchange", () => { arrive(); fit(); });
arrive();
