"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const view = read("view"), words = view.words, people = view.people, links = view.links;
  const rawNodes = read("nodes"), rawEdges = read("edges"), options = read("options");
  const byId = (id) => document.getElementById(id);
  const say = (key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  // A date stays in one line.
  const DATE = /(\d{4}-\d{2}(?:-\d{2})?|\p{Lu}\p{L}{2} \d{4}|\d{4}[–/]\d{2,4})/u;
  const write = (node, text) => {
    node.textContent = text;
    if (!DATE.test(text) || node.tagName === "OPTION") return;
    node.replaceChildren(...text.split(DATE).map((part, n) => {
      if (n % 2 === 0) return part;
      const date = document.createElement("span");
      date.className = "date"; date.textContent = part;
      return date;
    }));
  };
  const el = (tag, text, attributes) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) write(node, text);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    return node;
  };
  const safe = (url) => /^https?:\/\//i.test(url || "");
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue("--" + name).trim();
  // The letters that Unicode does not take apart, as kg.text.names folds them.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ø/g, "o").replace(/ł/g, "l")
    .replace(/[đð]/g, "d").replace(/ß/g, "ss").replace(/æ/g, "ae").replace(/œ/g, "oe").replace(/þ/g, "th").replace(/ı/g, "i")
    .replace(/['’.]/g, "").replace(/[-_,]+/g, " ").replace(/\s+/g, " ").trim();

  // ---- what is asked to be seen: all of it goes into the address --------------------------------------------------
  const [earliest, latest] = view.seasons;
  const narrow = byId("graph").clientWidth < 520, layered = view.kind !== "world" && view.kind !== "person";
  const begin = narrow ? Math.min(view.limit, layered ? 9 : view.kind === "person" ? 24 : view.limit) : view.limit;
  const fresh = () => ({ who: "", season: latest, min: 0, show: begin, hide: new Set(), sort: "", paint: "", scale: "", early: false });
  let state = fresh(), chosen = null;
  const remember = (step) => {
    const told = new URLSearchParams();
    if (state.who) told.set("who", state.who);
    if (state.season !== latest) told.set("season", state.season);
    if (state.min) told.set("min", state.min);
    if (state.show !== begin) told.set("show", state.show);
    if (state.early) told.set("early", 1);
    if (state.hide.size) told.set("hide", [...state.hide].sort().join(","));
    ["sort", "paint", "scale"].forEach((name) => { if (state[name]) told.set(name, state[name]); });
    const hash = told.toString();
    try { history[step && hash !== location.hash.slice(1) ? "pushState" : "replaceState"](null, "", hash ? "#" + hash : location.pathname + location.search); } catch { /* in a frame without an address */ }
  };
  const recall = () => {
    const told = new URLSearchParams(location.hash.slice(1)), found = fresh();
    const number = (name, low, high, other) => { const value = Number.parseInt(told.get(name), 10); return value >= low && value <= high ? value : other; };
    found.who = told.get("who") || "";
    found.season = number("season", earliest, latest, latest);
    found.min = number("min", 0, 100, 0);
    found.show = number("show", 1, 1e6, begin);
    found.hide = new Set((told.get("hide") || "").split(",").filter((kind) => view.kinds.some(([known]) => known === kind)));
    found.sort = told.get("sort") || "";
    found.early = told.get("early") === "1";
    found.paint = paintable().includes(told.get("paint")) ? told.get("paint") : "";
    found.scale = scalable().includes(told.get("scale")) ? told.get("scale") : "";
    return found;
  };

  // ---- colours, from the style sheet, light or dark ------------------------------------------------------------------
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

  // ---- colour and size by what is known of people --------------------------------------------------------------------
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
  const DASHES = { academy: [4, 4], national_team: [14, 5], national_youth_team: [14, 4, 3, 4], staff: [8, 4], family: [20, 4], mentor: [6, 3], same_agent: [2, 6],
    compatriot: [2, 4], home_town: [5, 9], language: [10, 9], feud: [3, 2], path: [6, 6] };
  const striped = (kind) => {
    const dash = DASHES[kind] || [], paint_ = "var(--" + kind + "-tie)";
    if (!dash.length) return paint_;
    let reach = 0;
    return "repeating-linear-gradient(90deg, " + dash.map((part, n) => { const told = (n % 2 ? "transparent" : paint_) + " " + reach + "px " + (reach + part) + "px"; reach += part; return told; }).join(", ") + ")";
  };

  // ---- what is drawn now ----------------------------------------------------------------------------------------------
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
  const nodeOn = new Uint8Array(count), drawnNode = new Uint8Array(count), drawnEdge = new Array(rawEdges.length).fill("");
  const dense = rawEdges.length > 1200;
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
      if (!on[i]) { if (drawnEdge[i]) { lost.push(i); drawnEdge[i] = ""; } return; }
      const painted = paintEdge(i, edge), look = painted.color.color + painted.color.opacity;
      if (repaint || drawnEdge[i] !== look) { made.push(painted); drawnEdge[i] = look; }
    });
    if (lost.length) edges.remove(lost);
    if (gone.length) nodes.remove(gone);
    if (come.length) nodes.add(come);
    if (made.length) edges.update(made);
    const shown = people.reduce((sum, _, id) => sum + (counted(id) && nodeOn[id] ? 1 : 0), 0);
    byId("count").textContent = say("shown", { shown, all: ranked });
    byId("more").hidden = state.show > highest;
    box.dataset.nodes = shown;
  };
  const highest = people.reduce((most, person) => Math.max(most, person.r), -1);

  // ---- where everybody stands: worked out once for the room that there is; nobody moves after that --------------------
  const face = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif", widths = new Map();
  const ruler = document.createElement("canvas").getContext("2d");
  const font = (size, bold) => (bold ? "600 " : "") + size + "px " + face;
  const wide = (text, size, bold) => {
    const key = font(size, bold) + text;
    if (!widths.has(key)) { ruler.font = font(size, bold); widths.set(key, ruler.measureText(text).width); }
    return widths.get(key);
  };
  const short = (text) => { const letters = [...text]; return letters.length > 30 ? letters.slice(0, 29).join("") + "…" : text; };
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
  const fit = () => {
    const shown = at.filter((_, id) => nodeOn[id]);
    if (!shown.length) return;
    const [left, top, right, bottom] = extent(view.kind === "person" ? [...shown, ...captions.filter(({ x, y }) => Math.hypot(x, y) < 2000)] : shown);
    const room = [box.clientWidth - edge[0] - edge[2], box.clientHeight - edge[1] - edge[3]];
    const scale = Math.max(.01, Math.min(room[0] / Math.max(right - left, 1), room[1] / Math.max(bottom - top, 1), layered ? 1 : 1.3));
    network.moveTo({ position: { x: (left + right) / 2 + (edge[2] - edge[0]) / 2 / scale, y: (top + bottom) / 2 + (edge[3] - edge[1]) / 2 / scale }, scale });
  };
  network.once("afterDrawing", () => { fit(); requestAnimationFrame(() => { box.dataset.drawn = "true"; }); });

  // ---- names within the drawing: as many as have room, the most important first ------------------------------------------
  const order = rawNodes.map((node) => node.id).sort((a, b) => people[a].r - people[b].r || (rawNodes[a].group === "between") - (rawNodes[b].group === "between") || a - b);
  const FEW = 320;
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
        placed.push({ x: cx, y: cy, w, h, text: told, id, lines: text, size, bold, ink });
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
    const around = view.kind === "person" ? [[0, 0], [0, 1], [0, -1], [1, 0], [-1, 0]] : [[0, 0]];
    captions.forEach(({ t, x, y, g }) => { if (seen(x / 1.1, y / 1.1)) put(short(t), x, y, { bold: true, ink: g ? colour(g) : paints.soft, sides: around, inside: true }); });
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

  // ---- the panel -----------------------------------------------------------------------------------------------------------
  const panel = byId("panel"), MOST = 25;
  const sourceItem = ([number, summary]) => {
    const [title, url, publisher, published] = view.sources[number], item = el("li");
    const shown = title || url || words.unnamed;
    item.append(safe(url) ? el("a", shown, { href: url, rel: "noopener noreferrer nofollow" }) : el("span", shown));
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

  // ---- choosing: by click, key, name, table or address -----------------------------------------------------------------
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
  network.on("click", ({ nodes: [hit], edges: [i], pointer, event }) => {
    // Lighting up moves names about: whoever was pointed at is meant. A name may stand over another figure.
    const still = pointed && Math.hypot(pointed.x - pointer.DOM.x, pointed.y - pointer.DOM.y) < 3 ? pointed.id : undefined;
    const id = still ?? near(pointer.canvas, event && event.pointerType === "touch" ? 18 : 6) ?? hit;
    if (id !== undefined) choose(id, "graph");
    else if (i !== undefined && links[i].t) showLink(i);
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
  const names = byId("names"), search = byId("search");
  let folded = null;
  const initials = (text) => text.split(" ").map((word) => word[0] || "").join("");
  const hit = byId("hit");
  search.addEventListener("input", (event) => {
    const wanted = fold(search.value);
    names.replaceChildren();
    if (!wanted) { said.textContent = hit.textContent = ""; return; }
    const hits = matches(wanted);
    hits.slice(0, 12).forEach((id) => names.append(el("option", null, { value: people[id].n })));
    hit.textContent = hits.length ? say("hits", { count: hits.length, name: people[hits[0]].n }) : words.nobody;
    said.textContent = hit.textContent;
    // A name picked from the list is a choice already.
    if (event.inputType === "insertReplacementText" || event.inputType === undefined) jump(hits);
  });
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); jump(matches(fold(search.value))); } });
  const matches = (wanted) => {
    if (!wanted) return [];
    folded = folded || people.map((person) => [person.n, ...(person.a || [])].map(fold));
    const grade = (own) => own[0] === wanted ? 0 : own.includes(wanted) ? 1 : own.some((name) => name.startsWith(wanted)) ? 2
      : own.some((name) => (" " + name).includes(" " + wanted)) ? 3 : own.some((name) => initials(name) === wanted) ? 4
      : wanted.split(" ").every((word) => own.some((name) => (" " + name).includes(" " + word))) ? 5 : 9;
    return order.map((id) => [grade(folded[id]), id]).filter(([grade]) => grade < 9).sort((a, b) => a[0] - b[0]).map(([, id]) => id);
  };
  const jump = ([id]) => {
    if (id === undefined) return;
    choose(id, "search");
    hit.textContent = "";
    said.textContent = say("found", { name: people[id].n });
  };
  const reset = () => {
    stop(); chosen = null; picked.clear(); win = new Set(view.win); search.value = ""; hit.textContent = ""; state = fresh();
    controls(); dress(); network.unselectAll(); light(null); draw(); fit(); overview(); sortBy(""); retell();
    tableRows.forEach((rows) => rows.forEach((row) => row.classList.remove("chosen")));
    remember();
  };
  byId("reset").addEventListener("click", reset);

  // ---- hovering ---------------------------------------------------------------------------------------------------------------
  const tip = byId("tip");
  let asked = 0, pointed;
  const hover = (event) => {
    asked = 0;
    const frame = box.getBoundingClientRect(), spot_ = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    const id = near(network.DOMtoCanvas(spot_), 6), i = id === undefined && rawEdges.length < 6000 ? network.getEdgeAt(spot_) : undefined;
    pointed = { id, ...spot_ };
    const text = id !== undefined ? [people[id].n, ...aboutNow(id)].join(": ") : i !== undefined && links[i].t ? (links[i].t.find(tieOn) || links[i].t[0]).t : "";
    if (LIVELY) { if (id === undefined) rest(); else light(id); }
    tip.hidden = !text;
    box.style.cursor = text ? "pointer" : "";
    if (!text) return;
    tip.textContent = text;
    tip.style.left = Math.min(event.pageX + 14, window.scrollX + document.documentElement.clientWidth - tip.offsetWidth - 8) + "px";
    tip.style.top = event.pageY + 16 + "px";
  };
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

  // ---- legend and filters, season, strength, more ---------------------------------------------------------------------------
  const legend = byId("legend"), all = [...new Set(links.flatMap(({ t }) => t || []))];
  view.kinds.forEach(([kind, label]) => {
    const entry = el("label"), input = el("input", null, { type: "checkbox", "data-kind": kind }), swatch = el("span", null, { class: "swatch" });
    swatch.style.background = striped(kind);
    input.addEventListener("change", () => { state.hide[input.checked ? "delete" : "add"](kind); changed(); });
    entry.append(input, swatch, el("span", label));
    const ties = all.filter(({ k }) => k === kind).length;
    if (ties) entry.append(el("span", String(ties), { class: "quiet" }));
    legend.append(entry);
  });
  legend.hidden = !view.kinds.length;
  // One stop for Tab: arrow keys go from kind to kind.
  const ticks = [...legend.querySelectorAll("input")], stopAt = (to) => ticks.forEach((tick) => { tick.tabIndex = tick === to ? 0 : -1; });
  stopAt(ticks[0]);
  legend.addEventListener("focusin", (event) => { if (ticks.includes(event.target)) stopAt(event.target); });
  legend.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], at_ = ticks.indexOf(event.target);
    if (!by || at_ < 0) return;
    event.preventDefault();
    ticks[(at_ + by + ticks.length) % ticks.length].focus();
  });
  const groups = byId("groups");
  const shades = () => [
    ...(tint ? tint.told : view.groups).map(([group, label]) => ({ label, shape: group === "club" ? "square" : "dot", colour: colour(group), group })),
    ...(view.win.length ? [{ label: words.strongest, shape: "line", thick: 6, colour: paints.win, group: "" }] : []),
  ];
  const regroup = () => {
    groups.replaceChildren(...shades().map(({ label, shape, group }) => {
      const item = el("li"), mark = el("span", null, { class: shape === "line" ? "swatch thick" : "dot" });
      if (group) mark.style.background = "var(--" + group + ")";
      if (shape === "square") mark.style.borderRadius = "1px";
      item.append(mark, el("span", label));
      return item;
    }));
    groups.hidden = !groups.children.length;
  };
  const paintBox = byId("paint"), scaleBox = byId("scale");
  paintBox.append(el("option", words["by_" + view.by], { value: "" }), ...paintable().map((key) => el("option", words["by_" + key], { value: key })));
  scaleBox.append(el("option", words.by_influence, { value: "" }), ...scalable().map((key) => el("option", words["by_" + key], { value: key })));
  const dress = () => {
    paint(); regroup();
    at.forEach((place, id) => { place.size = base(id) * grow; });
    nodes.update(rawNodes.filter(({ id }) => drawnNode[id]).map(spot));
  };
  [[paintBox, "paint"], [scaleBox, "scale"]].forEach(([field, name]) => field.addEventListener("change", () => { state[name] = field.value; dress(); remember(); }));
  regroup();
  const seasonBox = byId("season"), strengthBox = byId("strength"), play = byId("play");
  seasonBox.min = earliest; seasonBox.max = latest;
  const early = byId("early");
  const soonest = Object.values(view.moments).reduce((first, { known }) => known < first ? known : first, view.ask ? earliest + 1 + "-07-01" : view.known);
  byId("early-box").hidden = !view.sources.some((_, number) => later([number], soonest));
  early.addEventListener("change", () => { state.early = early.checked; changed(); });
  byId("time").hidden = earliest >= latest;
  least(0);
  byId("force").hidden = strengths.length < 2;
  const seasonWords = (year) => year === latest ? words.season_all : year + "/" + String((year + 1) % 100).padStart(2, "0");
  const factor = (value) => { const odds = Math.exp(value); return "×" + (odds < 1.5 ? odds.toFixed(2) : odds < 10 ? odds.toFixed(1) : odds.toFixed(0)); };
  const controls = () => {
    seasonBox.value = state.season; byId("season-told").textContent = seasonWords(state.season);
    seasonBox.setAttribute("aria-valuetext", seasonWords(state.season));
    const least_ = state.min ? factor(least(state.min)) : words.strength_all;
    early.checked = state.early; byId("early-told").textContent = state.early ? say("early_told", { count: all.filter(belated).length }) : "";
    paintBox.value = state.paint; scaleBox.value = state.scale;
    strengthBox.value = state.min; byId("strength-told").textContent = least_; strengthBox.setAttribute("aria-valuetext", least_);
    legend.querySelectorAll("input").forEach((input) => { input.checked = !state.hide.has(input.dataset.kind); });
  };
  const changed = () => { controls(); draw(); retell(); if (chosen !== null) { showFigure(chosen); if (nodeOn[chosen]) network.selectNodes([chosen], false); } remember(); };
  seasonBox.addEventListener("input", () => { stop(); state.season = Number(seasonBox.value); changed(); });
  strengthBox.addEventListener("input", () => { state.min = Number(strengthBox.value); changed(); });
  let playing = 0;
  const stop = () => { clearInterval(playing); playing = 0; play.textContent = words.play; play.setAttribute("aria-pressed", "false"); };
  play.addEventListener("click", () => {
    if (playing) { stop(); return; }
    if (state.season >= latest) { state.season = earliest; changed(); }
    play.textContent = words.pause; play.setAttribute("aria-pressed", "true");
    playing = setInterval(() => { state.season += 1; changed(); if (state.season >= latest) stop(); }, 900);
  });
  window.matchMedia("(prefers-reduced-motion: reduce)").addEventListener("change", ({ matches: calm }) => { if (calm) stop(); });
  byId("more").addEventListener("click", () => { state.show = Math.min(highest + 1, state.show * 2); changed(); fit(); });

  // ---- the table twin ---------------------------------------------------------------------------------------------------------
  const table = document.querySelector("#table table"), head = table.tHead, body = table.tBodies[0], allRows = byId("all-rows");
  const FIRST = narrow ? 25 : 100, line = el("tr", null, { role: "row" }), value = (cell) => Array.isArray(cell) ? cell[0] : cell, text = (cell) => Array.isArray(cell) ? cell[1] : cell;
  const most = view.rows.reduce((high, row) => row.reduce((top, cell) => Array.isArray(cell) ? Math.max(top, Math.abs(cell[0]), cell[3] || 0) : top, high), .001);
  const share = (told) => 6 * Math.max(0, Math.min(told / most, 1));
  const numbered = new Map(people.map(({ k }, id) => [k, id]));
  // In the columns of the page's own table; the figure is -1 for somebody who is not drawn.
  const rowsNow = () => {
    const now = moment();
    if (!now) return view.rows;
    now.told = now.told || now.rows.map(([key, ...cells]) => [numbered.has(key) ? numbered.get(key) : -1,
      ...view.columns.map((column) => { const place = now.columns.indexOf(column.key); return place < 0 ? "" : cells[place]; })]);
    return now.told;
  };
  const leadBox = document.querySelector(".lead"), asofBox = byId("asof"), told0 = [leadBox.textContent, asofBox.textContent];
  document.querySelectorAll("header p, .findings li, footer p").forEach((line) => write(line, line.textContent));
  let retold = latest, asking = 0;
  // A server is asked for what the page does not hold, once the slider rests.
  const ask = (year) => {
    clearTimeout(asking);
    if (!view.ask || year >= latest || view.moments[year]) return;
    asking = setTimeout(async () => {
      try {
        const reply = await fetch(view.ask + "&at=" + (year + 1) + "-07-01");
        if (!reply.ok) return;
        view.moments[year] = await reply.json();
      } catch { return; /* the server is gone: the drawing goes on without it */ }
      if (year === state.season) { retold = NaN; retell(); }
    }, 150);
  };
  const retell = () => {
    if (retold === state.season) return;
    retold = state.season;
    ask(retold);
    const now = moment();
    write(leadBox, now ? now.lead : told0[0]);
    write(asofBox, now ? now.asof : state.season < latest ? say("ties_only", { season: seasonWords(state.season) }) : told0[1]);
    sortBy(state.sort);
    if (chosen !== null) return;
    win = !now || leads() === view.first ? new Set(view.win) : leads() < 0 ? new Set() : wayOf(leads());
    draw();
    overview();
  };
  let sorted = view.rows, open = false;
  const madeRow = (row) => {
    const tr = el("tr", null, { role: "row" });
    view.columns.forEach(({ key, label }, place) => {
      const cell = el("td", null, { role: "cell", class: "of-" + key, "data-label": label }), told = row[place + 1];
      if (key === "name") {
        cell.classList.add("person");
        if (row[0] < 0) cell.append(el("span", told));
        else {
          const button = el("button", told, { type: "button" });
          button.addEventListener("click", () => choose(row[0], "table"));
          cell.append(button);
        }
      } else if (Array.isArray(told)) {
        cell.classList.add("measure");
        const bar = el("span", null, { class: "bar" + (told[0] < 0 ? " against" : ""), "aria-hidden": "true" });
        const scale = el("span", null, { class: "scale", "aria-hidden": "true" });
        bar.style.width = share(Math.abs(told[0])).toFixed(2) + "rem";
        scale.append(bar);
        if (told.length > 2) {
          const whisker = el("span", null, { class: "whisker" });
          whisker.style.left = share(told[2]).toFixed(2) + "rem"; whisker.style.width = (share(told[3]) - share(told[2])).toFixed(2) + "rem";
          scale.append(whisker);
        }
        cell.append(scale, el("span", told[1]));
      } else if (key === "because" || key === "through") cell.append(el("span", told, { class: "long" }));
      else cell.textContent = told;
      tr.append(cell);
    });
    tr.classList.toggle("chosen", row[0] === chosen);
    if (!tableRows.has(row[0])) tableRows.set(row[0], []);
    tableRows.get(row[0]).push(tr);
    return tr;
  };
  const fill = () => {
    tableRows.clear();
    body.replaceChildren(...(open ? sorted : sorted.slice(0, FIRST)).map(madeRow));
    allRows.hidden = open || sorted.length <= FIRST;
    allRows.textContent = say("more_rows", { all: sorted.length });
  };
  const sortBy = (told) => {
    const [key, way] = told.split("."), place = view.columns.findIndex((column) => column.key === key) + 1, down = way === "d" ? -1 : 1;
    line.querySelectorAll("th").forEach((cell, i) => { if (place && i === place - 1) cell.setAttribute("aria-sort", down < 0 ? "descending" : "ascending"); else cell.removeAttribute("aria-sort"); });
    sorted = place ? rowsNow().slice().sort((a, b) => {
      const [x, y] = [value(a[place]), value(b[place])];
      return (typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), document.documentElement.lang)) * down;
    }) : rowsNow();
    state.sort = place ? told : "";
    fill();
  };
  view.columns.forEach(({ key, label }) => {
    const cell = el("th", null, { scope: "col", role: "columnheader" }), button = el("button", label, { type: "button" });
    button.addEventListener("click", () => { sortBy(key + (state.sort === key + ".a" ? ".d" : ".a")); remember(); });
    cell.append(button);
    line.append(cell);
  });
  head.append(line);
  allRows.addEventListener("click", () => { open = true; fill(); });

  // ---- reports, downloads, first view ---------------------------------------------------------------------------------------
  const reports = byId("reports");
  view.reports.forEach((report) => {
    const item = sourceItem(report.s);
    item.prepend(el("span", report.t), " ");
    reports.querySelector("ul").append(item);
  });
  reports.hidden = !view.reports.length;
  // What `picture.js` saves.
  box.kgRows = () => ({ file: view.file, columns: view.columns.map((column) => column.label), rows: sorted.map((row) => row.slice(1)) });
  const bend = options.edges.smooth && options.edges.smooth.type === "cubicBezier" ? options.edges.smooth.roundness : 0;
  box.kgScene = () => {
    const unit = network.getScale(), dom = ({ x, y }) => network.canvasToDOM({ x, y });
    return {
      title: document.querySelector("h1").textContent, asof: asofBox.textContent.split(/(?<=\.) /)[0], source: say("from", { count: view.sources.length }), file: view.file,
      card: colour("card"), ink: paints.ink, soft: paints.soft, font, width: box.clientWidth, height: box.clientHeight,
      nodes: rawNodes.filter(({ id }) => nodeOn[id]).map(({ id }) => ({ ...dom(at[id]), size: at[id].size * unit, square: groupOf(id) === "club", colour: paints.groups[groupOf(id)].color.background, opacity: shine(id) })),
      edges: edges.get().map(({ from, to, width, color, dashes }) => ({ from: dom(at[from]), to: dom(at[to]), bend, colour: color.color, opacity: color.opacity, width: width * unit, dash: (Array.isArray(dashes) ? dashes : dashes ? [6, 6] : []).map((part) => part * unit) })),
      labels: placed.map((told) => ({ ...dom(told), text: told.lines, size: told.size, bold: told.bold, ink: told.ink })),
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
})();
