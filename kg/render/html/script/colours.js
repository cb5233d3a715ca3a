// Colours, from the style sheet, light or dark; colour and size by what is known of people.
let paints;
const mix = () => {
  const ring = colour("card"), focus = colour("focus");
  const groups = {}, ties = {};
  const shades = [...Array(10).keys()].map((n) => "c" + n).concat(["a0", "a1", "a2", "a3", "untold"], view.kinds.map(([kind]) => kind + "-tie"));
  [...rawNodes.map(({ group }) => group), ...shades].forEach((group) => {
    if (groups[group]) return;
    const fill = colour(group) || colour("between"), strong = { background: fill, border: focus };
    groups[group] = { color: { background: fill, border: ring, highlight: strong, hover: strong }, shape: group === "club" ? "square" : "dot" };
  });
  view.kinds.forEach(([kind]) => { ties[kind] = colour(kind + "-tie"); });
  paints = { groups, ties, focus, ring, ink: colour("ink"), soft: colour("soft"), win: colour("win") };
};
mix();

const AGES = [23, 28, 32], HUES = 9;
const strongest = rawNodes.map(() => ["", 0]), links_of = rawNodes.map(() => 0);
rawEdges.forEach(({ from, to }, i) => {
  if (!links[i].t) return;
  const force = Math.abs(links[i].s), { k } = links[i].t[0];
  [from, to].forEach((id) => { links_of[id] += 1; if (force >= strongest[id][1]) strongest[id] = [k, force]; });
});
const TRAITS = { kind: (id) => strongest[id][0], club: (id) => people[id].c || "", role: (id) => people[id].j || "", country: (id) => people[id].o || "", age: (id) => people[id].y };
const paintable = () => Object.keys(TRAITS).filter((key) => rawNodes.some(({ id }) => TRAITS[key](id)));
const scalable = () => ["links", ...(people.some(({ y }) => y) ? ["age"] : [])];
let tint = null;
const paint = () => {
  const key = state.paint, of = [], named = new Map();
  if (!key) { tint = null; return; }
  const told = [], counts = new Map();
  rawNodes.forEach(({ id, group }) => { const has = TRAITS[key](id); if (has && group !== "club") counts.set(has, (counts.get(has) || 0) + 1); });
  const label = { kind: (kind) => (view.kinds.find(([one]) => one === kind) || ["", kind])[1] }[key] || String;
  if (key === "age") {
    told.push(["a0", say("age_under", { age: AGES[0] })], ["a1", say("age_between", { low: AGES[0], high: AGES[1] - 1 })], ["a2", say("age_between", { low: AGES[1], high: AGES[2] - 1 })], ["a3", say("age_over", { age: AGES[2] })]);
  } else {
    const most = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)), room = key === "kind" ? most.length : HUES;
    most.slice(0, room).forEach(([has], n) => { named.set(has, key === "kind" ? has + "-tie" : "c" + n); told.push([named.get(has), label(has)]); });
    if (most.length > room) told.push(["c9", words.other]);
  }
  const band = (age) => "a" + AGES.filter((least) => age >= least).length;
  rawNodes.forEach(({ id, group }) => { const has = TRAITS[key](id); of[id] = group === "club" ? group : !has ? "untold" : key === "age" ? band(has) : named.get(has) || "c9"; });
  if (of.includes("untold")) told.push(["untold", words.unknown]);
  tint = { of, told };
};
const groupOf = (id) => tint ? tint.of[id] : rawNodes[id].group;
const base = (id) => {
  const { size, group } = rawNodes[id];
  if (!state.scale || group === "club") return size;
  return state.scale === "age" ? (people[id].y ? 6 + Math.max(0, Math.min(people[id].y, 50) - 15) * .45 : 5) : 5 + 3 * Math.sqrt(Math.min(links_of[id], 40));
};
// A pattern of its own for each kind of tie, for those who do not tell its colour.
const DASHES = { academy: [4, 4], national_team: [14, 5], national_youth_team: [14, 4, 3, 4], staff: [8, 4], family: [20, 4], mentor: [6, 3], idol: [12, 3, 3, 3], same_agent: [2, 6],
  compatriot: [2, 4], home_town: [5, 9], language: [10, 9], feud: [3, 2], path: [6, 6] };
// A line rather than a gradient, which viewers of printed pages leave out.
const striped = (kind) => {
  const parts = ["svg", "line"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag)), [swatch, line] = parts;
  swatch.setAttribute("class", "stripe");
  Object.entries({ x1: 0, y1: 4, x2: 29, y2: 4, "stroke-dasharray": (DASHES[kind] || []).join(" ") }).forEach(([name, told]) => line.setAttribute(name, told));
  line.style.stroke = "var(--" + kind + "-tie)";
  swatch.append(line);
  return swatch;
};
