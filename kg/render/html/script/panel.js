// The panel: ties in words, with every source.
const panel = byId("panel"), MOST = 25;
// Within a notebook's frame a source opens beside it: most sites refuse to be shown in a frame.
const outside = window.parent === window ? {} : { target: "_blank" };
const sourceItem = ([number, summary]) => {
  const [title, url, publisher, published] = view.sources[number], item = el("li");
  const shown = title || url || words.unnamed;
  item.append(safe(url) ? el("a", shown, { href: url, rel: "noopener noreferrer nofollow", ...outside }) : el("span", shown));
  // Many titles name their publisher and their day already.
  const rest = [shown.includes(publisher) ? "" : publisher, published ? (shown.includes(published) ? "" : published) : words.undated, later([number]) ? words.published_later : "", summary].filter(Boolean).join(" · ");
  if (rest) item.append(el("span", " — " + rest, { class: "quiet" }));
  return item;
};
const tieBlock = (tie) => {
  const block = el("div", null, { class: "tie" });
  block.style.borderLeftColor = paints.ties[tie.k] || "";
  block.append(el("p", tie.t), el("p", tie.w + (past(tie) ? " · " + words.ended : ""), { class: "quiet" }));
  const list = el("ul");
  tie.s.filter((source) => !state.early || !later(source)).forEach((source) => list.append(sourceItem(source)));
  block.append(list);
  return block;
};
const whom = (id) => {
  const line = el("p", null, { class: "whom" }), button = el("button", people[id].n, { type: "button" });
  button.addEventListener("click", () => { choose(id, "panel"); panel.focus(); });
  line.append(button);
  return line;
};
const touching = rawNodes.map(() => []);
rawEdges.forEach((edge, i) => { if (links[i].t) { touching[edge.from].push(i); touching[edge.to].push(i); } });
const otherEnd = (i, id) => rawEdges[i].from === id ? rawEdges[i].to : rawEdges[i].from;
const linkBlocks = (found, id) => found.slice(0, MOST).flatMap((i) => [whom(otherEnd(i, id)), ...links[i].t.filter(tieOn).map(tieBlock)])
  .concat(found.length > MOST ? [el("p", say("and_more", { count: found.length - MOST }), { class: "quiet" })] : []);
// Of an earlier season that the page has an answer for, what its table tells; else what holds on the day asked about.
const rowWords = (row) => {
  const cells = view.columns.map(({ key, label }, n) => ({ key, label, text: text(row[n + 1]) })).filter(({ key, text }) => text && !["rank", "name"].includes(key));
  const [reasons, facts] = [true, false].map((why) => cells.filter(({ key }) => ["because", "through"].includes(key) === why));
  return [seasonWords(state.season) + ": " + facts.map(({ label, text }) => label + " " + text).join(" · "), ...reasons.map(({ text }) => text)];
};
const aboutNow = (id) => {
  if (!moment()) return people[id].d ? [people[id].d] : [];
  const row = rowsNow().find(([figure]) => figure === id);
  return row ? rowWords(row) : counted(id) ? [say("not_then", { season: seasonWords(state.season) })] : [];
};
const showFigure = (id) => {
  const person = people[id], parts = [el("h2", person.n)];
  parts.push(...aboutNow(id).map((line) => el("p", line)));
  if (person.u) { const line = el("p"); line.append(el("a", say("own_page", { name: person.n }), { href: person.u })); parts.push(line); }
  if (state.season < latest) parts.push(el("p", say("told_as_asked", { date: view.at }), { class: "quiet" }));
  const through = (view.ways[id] || []).filter((way) => way.w);
  let found = touching[id].filter((i) => links[i].t.some(tieOn)).sort((a, b) => Math.abs(links[b].s) - Math.abs(links[a].s));
  if (through.length) found = found.filter((i) => people[otherEnd(i, id)].r < 0);
  if (found.length) parts.push(el("h3", through.length ? words.direct : words.ties_of), ...linkBlocks(found, id));
  through.slice(0, MOST).forEach((way, place) => {
    if (!place) parts.push(el("h3", words.indirect));
    const block = el("div", null, { class: "tie" });
    block.append(el("p", way.t), el("p", way.w, { class: "quiet" }));
    [...way.l.flatMap((i) => links[i].t), ...(way.t2 || [])].filter((tie) => !leftOut(tie)).forEach((tie) => block.append(tieBlock(tie)));
    parts.push(block);
  });
  panel.replaceChildren(...parts);
  panel.scrollTop = 0;
  below(person.n);
};
// On a phone the details lie below the drawing: a button leads there.
const toPanel = byId("to-panel");
const below = (name) => write(toPanel, say("to_details", { name }));
toPanel.addEventListener("click", () => { panel.focus({ preventScroll: true }); panel.scrollIntoView(); });
const showLink = (i) => {
  const { from, to } = rawEdges[i];
  const heading = people[from].n + (rawEdges[i].arrows ? " → " : " – ") + people[to].n;
  panel.replaceChildren(el("h2", heading), ...(links[i].t || []).filter(tieOn).map(tieBlock));
  below(heading);
};
// Whom the page tells of at first; person and path pages are about the same people in every season.
const leads = () => moment() && !["person", "path"].includes(view.kind) ? (rowsNow()[0] || [-1])[0] : view.first;
const wayOf = (id) => {
  const ways = view.ways[id];
  return new Set(ways && ways.length ? ways[0].l : touching[id].slice().sort((a, b) => links[b].s - links[a].s).slice(0, 1));
};
const overview = () => {
  const leader = leads();
  if (leader >= 0) showFigure(leader);
  else if (moment() && rowsNow().length) {
    const [row] = rowsNow(), name = row[view.columns.findIndex(({ key }) => key === "name") + 1];
    panel.replaceChildren(el("h2", name), ...rowWords(row).map((line) => el("p", line)));
  } else if (moment()) panel.replaceChildren(el("p", moment().lead));
  else if (people.length) showFigure(0);
  else panel.replaceChildren();
  panel.append(el("h3", words.start), el("p", count ? words.hint : words.empty));
};
