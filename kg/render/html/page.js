"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const view = read("view"), words = view.words, people = view.people, links = view.links;
  const rawNodes = read("nodes"), rawEdges = read("edges"), options = read("options");
  const byId = (id) => document.getElementById(id);
  const say = (key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  const el = (tag, text, attributes) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    return node;
  };
  const safe = (url) => /^https?:\/\//i.test(url || "");
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue("--" + name).trim();
  // The letters that Unicode does not take apart, as kg.names folds them.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ø/g, "o").replace(/ł/g, "l")
    .replace(/[đð]/g, "d").replace(/ß/g, "ss").replace(/æ/g, "ae").replace(/œ/g, "oe").replace(/þ/g, "th").replace(/ı/g, "i")
    .replace(/['’.]/g, "").replace(/[-_,]+/g, " ").replace(/\s+/g, " ").trim();

  // ---- what is asked to be seen: all of it goes into the address --------------------------------------------------
  const [earliest, latest] = view.seasons;
  const narrow = byId("graph").clientWidth < 520, layered = view.kind !== "world" && view.kind !== "person";
  const begin = narrow ? Math.min(view.limit, layered ? 9 : view.kind === "person" ? 24 : view.limit) : view.limit;
  const fresh = () => ({ who: "", season: latest, min: 0, show: begin, hide: new Set(), sort: "" });
  let state = fresh(), chosen = null;
  const remember = () => {
    const told = new URLSearchParams();
    if (state.who) told.set("who", state.who);
    if (state.season !== latest) told.set("season", state.season);
    if (state.min) told.set("min", state.min);
    if (state.show !== begin) told.set("show", state.show);
    if (state.hide.size) told.set("hide", [...state.hide].sort().join(","));
    if (state.sort) told.set("sort", state.sort);
    const hash = told.toString();
    try { history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search); } catch { /* in a frame without an address */ }
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
    return found;
  };

  // ---- colours, from the style sheet, light or dark ------------------------------------------------------------------
  let paints;
  const mix = () => {
    const ring = colour("card"), focus = colour("focus");
    const groups = {}, ties = {};
    rawNodes.forEach(({ group }) => {
      if (groups[group]) return;
      const fill = colour(group) || colour("between"), strong = { background: fill, border: focus };
      groups[group] = { color: { background: fill, border: ring, highlight: strong, hover: strong }, shape: group === "club" ? "square" : "dot" };
    });
    view.kinds.forEach(([kind]) => { ties[kind] = colour(kind + "-tie"); });
    paints = { groups, ties, focus, ring, ink: colour("ink"), soft: colour("soft"), win: colour("win") };
  };
  mix();

  // ---- what is drawn now ----------------------------------------------------------------------------------------------
  const box = byId("graph"), nodes = new vis.DataSet(), edges = new vis.DataSet();
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
  const tieOn = (tie) => !state.hide.has(tie.k) && (tie.f || 0) <= state.season;
  const past = (tie) => state.season < latest && tie.e !== undefined && tie.e < state.season;
  const nodeOn = new Uint8Array(count), drawnNode = new Uint8Array(count), drawnEdge = new Array(rawEdges.length).fill("");
  const dense = rawEdges.length > 1200;
  let win = new Set();
  const settle = () => {
    const filtered = state.hide.size || state.min || state.season !== latest, floor = least(state.min);
    const within = (id) => people[id].r < state.show, degree = new Uint16Array(count), on = new Uint8Array(rawEdges.length);
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
  const paintEdge = (i, edge) => {
    const tie = links[i].t ? links[i].t.find(tieOn) : null, winning = win.has(i);
    const shade = winning ? paints.win : paints.ties[tie ? tie.k : "path"] || paints.soft;
    const faded = tie && links[i].t.filter(tieOn).every(past);
    return { ...edge, width: dense && !winning ? 1.5 : edge.width + (winning ? 2.5 : 0), color: { color: shade, highlight: paints.focus, hover: paints.focus,
      opacity: winning ? 1 : faded ? .12 : dense ? .28 : !tie ? .45 : win.size ? .55 : .75 } };
  };
  let stretch = 1;
  const spot = (node) => ({ id: node.id, group: node.group, size: node.size, x: node.x * stretch, y: node.y });
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

  // A drawing takes the shape of the room that it has; nobody moves after that.
  const pad = () => [box.clientWidth < 520 ? 50 : 86, 30];
  const extent = (some, wider) => some.reduce(([left, top, right, bottom], { x, y, size }) => [
    Math.min(left, x * wider - size), Math.min(top, y - size), Math.max(right, x * wider + size), Math.max(bottom, y + size)], [Infinity, Infinity, -Infinity, -Infinity]);
  const fitted = () => {
    const [left, top, right, bottom] = extent(rawNodes.filter((node) => people[node.id].r < begin), 1), [x, y] = pad();
    const wide = right - left, tall = bottom - top, room = (box.clientWidth - 2 * x) / Math.max(box.clientHeight - 2 * y, 1);
    if (!(wide > 60) || !(tall > 60)) return 1;
    const [low, high] = layered ? [.2, 3.2] : [.7, 1.55];
    return Math.min(high, Math.max(low, room / (wide / tall)));
  };
  stretch = fitted();
  state = recall();
  draw(true);
  options.groups = paints.groups;
  options.interaction = { ...options.interaction, hover: false, dragNodes: false };
  const network = new vis.Network(box, { nodes, edges }, options);
  const fit = () => {
    const shown = rawNodes.filter((node) => nodeOn[node.id]);
    if (!shown.length) return;
    const [left, top, right, bottom] = extent(shown, stretch), [x, y] = pad();
    const scale = Math.min((box.clientWidth - 2 * x) / (right - left), (box.clientHeight - 2 * y) / (bottom - top), 1.3);
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale });
  };
  network.once("afterDrawing", () => { fit(); requestAnimationFrame(() => { box.dataset.drawn = "true"; }); });

  // ---- names within the drawing: as many as have room, the most important first ------------------------------------------
  const widths = new Map(), face = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif";
  const order = rawNodes.map((node) => node.id).sort((a, b) => people[a].r - people[b].r || a - b);
  const short = (text) => { const letters = [...text]; return letters.length > 30 ? letters.slice(0, 29).join("") + "…" : text; };
  const BELOW = [[0, 1], [0, -1], [1, 0], [-1, 0]], RIGHT = [[1, 0], ...BELOW], SIDES = { outsider: RIGHT, persuader: RIGHT, former: RIGHT, member: [[-1, 0], ...BELOW] };
  let placed = [];
  const label = (pen) => {
    const scale = network.getScale(), middle = network.getViewPosition(), unit = 1 / scale;
    const half = { x: box.clientWidth / 2 * unit, y: box.clientHeight / 2 * unit };
    placed = [];
    pen.textAlign = "center"; pen.textBaseline = "middle"; pen.lineJoin = "round";
    const put = (text, x, y, reach, size, bold, ink, tries) => {
      const font = (bold ? "600 " : "") + size + "px ", key = font + text;
      if (!widths.has(key)) { pen.font = font + face; widths.set(key, pen.measureText(text).width); }
      const w = (widths.get(key) + 6) * unit, h = (size + 5) * unit;
      for (const [right, down] of tries) {
        const cx = x + right * ((reach || 0) + 3 * unit + w / 2), cy = y + down * ((reach || 0) + 2 * unit + h / 2);
        if (Math.abs(cx - middle.x) + w / 2 > half.x || Math.abs(cy - middle.y) + h / 2 > half.y) continue;
        if (placed.some((other) => Math.abs(other.x - cx) < (other.w + w) / 2 && Math.abs(other.y - cy) < (other.h + h) / 2)) continue;
        placed.push({ x: cx, y: cy, w, h, text });
        pen.font = (bold ? "600 " : "") + size * unit + "px " + face;
        pen.lineWidth = 3.5 * unit; pen.strokeStyle = paints.ring; pen.strokeText(text, cx, cy);
        pen.fillStyle = ink; pen.fillText(text, cx, cy);
        return true;
      }
      return false;
    };
    const name = (id, bold) => {
      const node = rawNodes[id];
      if (!nodeOn[id]) return;
      const x = node.x * stretch;
      if (Math.abs(x - middle.x) > half.x || Math.abs(node.y - middle.y) > half.y) return;
      put(short(people[id].n), x, node.y, node.size, (narrow ? 11.5 : 13) + (bold ? 1.5 : 0), bold, paints.ink, SIDES[node.group] || BELOW);
    };
    const first = new Set();
    if (chosen !== null) first.add(chosen);
    order.forEach((id) => { if (people[id].r < 0 && first.size < 12) first.add(id); });
    [...win].slice(0, 6).forEach((i) => { first.add(rawEdges[i].from); first.add(rawEdges[i].to); });
    first.forEach((id) => name(id, true));
    view.captions.forEach(({ t, x, y, g }) => put(short(t), x * stretch, y, null, narrow ? 11.5 : 13, true, g ? colour(g) : paints.soft, [[0, 0]]));
    // From afar the headings tell more than names do.
    const room = placed.length + (view.kind === "world" ? Math.max(30, 200 * scale) : 240);
    let attempts = 0;
    for (const id of order) {
      if (placed.length > room || (attempts += 1) > 4000) break;
      if (!first.has(id)) name(id, false);
    }
    box.dataset.labels = placed.length;
  };
  network.on("afterDrawing", label);
  box.kgLabels = () => placed;
  box.kgPlace = (id) => { const node = rawNodes[id], at = network.canvasToDOM({ x: node.x * stretch, y: node.y }); return { ...at, shown: Boolean(nodeOn[id]) }; };
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { mix(); network.setOptions({ groups: paints.groups }); draw(true); });
  let turning = 0;
  window.addEventListener("resize", () => {
    clearTimeout(turning);
    turning = setTimeout(() => {
      stretch = fitted();
      nodes.update(rawNodes.filter((node) => nodeOn[node.id]).map(spot));
      fit();
    }, 120);
  });
  window.addEventListener("beforeprint", fit);

  // ---- the panel -----------------------------------------------------------------------------------------------------------
  const panel = byId("panel"), MOST = 25;
  const sourceItem = ([number, summary]) => {
    const [title, url, publisher, published] = view.sources[number], item = el("li");
    const shown = title || url || words.unnamed;
    item.append(safe(url) ? el("a", shown, { href: url, rel: "noopener noreferrer nofollow" }) : el("span", shown));
    const rest = [publisher === title ? "" : publisher, published || words.undated, summary].filter(Boolean).join(" · ");
    if (rest) item.append(el("span", " — " + rest, { class: "quiet" }));
    return item;
  };
  const tieBlock = (tie) => {
    const block = el("div", null, { class: "tie" });
    block.style.borderLeftColor = paints.ties[tie.k] || "";
    block.append(el("p", tie.t), el("p", say("worth", { odds: tie.w[0], range: tie.w[1] }) + (past(tie) ? " · " + words.ended : ""), { class: "quiet" }));
    const list = el("ul");
    tie.s.forEach((source) => list.append(sourceItem(source)));
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
  const showFigure = (id) => {
    const person = people[id], parts = [el("h2", person.n)];
    if (person.d) parts.push(el("p", person.d));
    if (person.u) { const line = el("p"); line.append(el("a", say("own_page", { name: person.n }), { href: person.u })); parts.push(line); }
    const through = (view.ways[id] || []).filter((way) => way.w);
    let found = touching[id].filter((i) => links[i].t.some(tieOn)).sort((a, b) => Math.abs(links[b].s) - Math.abs(links[a].s));
    if (through.length) found = found.filter((i) => people[otherEnd(i, id)].r < 0);
    if (found.length) parts.push(el("h3", through.length ? words.direct : words.ties_of), ...linkBlocks(found, id));
    through.slice(0, MOST).forEach((way, place) => {
      if (!place) parts.push(el("h3", words.indirect));
      const block = el("div", null, { class: "tie" });
      block.append(el("p", way.t), el("p", way.w, { class: "quiet" }));
      way.l.forEach((i) => links[i].t.forEach((tie) => block.append(tieBlock(tie))));
      (way.t2 || []).forEach((tie) => block.append(tieBlock(tie)));
      parts.push(block);
    });
    panel.replaceChildren(...parts);
    panel.scrollTop = 0;
  };
  const showLink = (i) => {
    const { from, to } = rawEdges[i];
    panel.replaceChildren(el("h2", people[from].n + (rawEdges[i].arrows ? " → " : " – ") + people[to].n), ...(links[i].t || []).filter(tieOn).map(tieBlock));
  };
  const overview = () => {
    if (view.first >= 0) showFigure(view.first);
    else if (people.length) showFigure(0);
    else panel.replaceChildren();
    panel.append(el("h3", words.start), el("p", count ? words.hint : words.empty));
  };

  // ---- choosing: by click, key, name, table or address -----------------------------------------------------------------
  const tableRows = new Map(), said = byId("said");
  const choose = (id, from) => {
    const person = people[id];
    if (!person) return;
    chosen = id; state.who = person.k;
    if (person.r >= state.show) state.show = person.r + 1;
    const ways = view.ways[id];
    win = new Set(ways && ways.length ? ways[0].l : touching[id].slice().sort((a, b) => links[b].s - links[a].s).slice(0, 1));
    draw();
    showFigure(id);
    if (nodeOn[id]) { network.selectNodes([id], false); if (from !== "graph") into(id); } else network.unselectAll();
    tableRows.forEach((rows, key) => rows.forEach((row) => row.classList.toggle("chosen", key === id)));
    if (from !== "address") remember();
  };
  const into = (id) => {
    const node = rawNodes[id], at = network.canvasToDOM({ x: node.x * stretch, y: node.y });
    if (at.x < 20 || at.y < 20 || at.x > box.clientWidth - 20 || at.y > box.clientHeight - 20) network.moveTo({ position: { x: node.x * stretch, y: node.y } });
  };
  network.on("click", ({ nodes: [id], edges: [i] }) => {
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
    else if (event.key === "Escape") reset();
    else return;
    event.preventDefault();
  });
  const names = byId("names"), search = byId("search");
  let folded = null;
  const initials = (text) => text.split(" ").map((word) => word[0] || "").join("");
  search.addEventListener("input", () => {
    const wanted = fold(search.value);
    names.replaceChildren();
    if (!wanted) { said.textContent = ""; return; }
    folded = folded || people.map((person) => [person.n, ...(person.a || [])].map(fold));
    const grade = (own) => own[0] === wanted ? 0 : own.includes(wanted) ? 1 : own.some((name) => name.startsWith(wanted)) ? 2
      : own.some((name) => (" " + name).includes(" " + wanted)) ? 3 : own.some((name) => initials(name) === wanted) ? 4
      : wanted.split(" ").every((word) => own.some((name) => (" " + name).includes(" " + word))) ? 5 : 9;
    const found = order.map((id) => [grade(folded[id]), id]).filter(([grade]) => grade < 9).sort((a, b) => a[0] - b[0]);
    found.slice(0, 12).forEach(([, id]) => names.append(el("option", null, { value: people[id].n })));
    if (!found.length) { said.textContent = words.nobody; return; }
    const id = found[0][1];
    choose(id, "search");
    said.textContent = say("found", { name: people[id].n });
  });
  const reset = () => {
    stop(); chosen = null; win = new Set(view.win); search.value = ""; state = fresh();
    controls(); network.unselectAll(); draw(); fit(); overview(); sortBy("");
    tableRows.forEach((rows) => rows.forEach((row) => row.classList.remove("chosen")));
    remember();
  };
  byId("reset").addEventListener("click", reset);

  // ---- hovering ---------------------------------------------------------------------------------------------------------------
  const tip = byId("tip");
  let asked = 0;
  const hover = (event) => {
    asked = 0;
    const frame = box.getBoundingClientRect(), at = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    const id = network.getNodeAt(at), i = id === undefined && rawEdges.length < 6000 ? network.getEdgeAt(at) : undefined;
    const text = id !== undefined ? people[id].n + (people[id].d ? ": " + people[id].d : "") : i !== undefined && links[i].t ? (links[i].t.find(tieOn) || links[i].t[0]).t : "";
    tip.hidden = !text;
    box.style.cursor = text ? "pointer" : "";
    if (!text) return;
    tip.textContent = text;
    tip.style.left = Math.min(event.pageX + 14, window.scrollX + document.documentElement.clientWidth - tip.offsetWidth - 8) + "px";
    tip.style.top = event.pageY + 16 + "px";
  };
  box.addEventListener("pointermove", (event) => { if (!asked && event.pointerType === "mouse") asked = requestAnimationFrame(() => hover(event)); });
  box.addEventListener("pointerleave", () => { tip.hidden = true; });

  // ---- legend and filters, season, strength, more ---------------------------------------------------------------------------
  const legend = byId("legend");
  view.kinds.forEach(([kind, label]) => {
    const entry = el("label"), input = el("input", null, { type: "checkbox", "data-kind": kind }), swatch = el("span", null, { class: "swatch" });
    swatch.style.background = "var(--" + kind + "-tie)";
    input.addEventListener("change", () => { state.hide[input.checked ? "delete" : "add"](kind); changed(); });
    entry.append(input, swatch, el("span", label));
    legend.append(entry);
  });
  legend.hidden = !view.kinds.length;
  const groups = byId("groups");
  view.groups.forEach(([group, label]) => {
    const item = el("li"), dot = el("span", null, { class: "dot" });
    dot.style.background = "var(--" + group + ")";
    if (group === "club") dot.style.borderRadius = "1px";
    item.append(dot, el("span", label));
    groups.append(item);
  });
  groups.hidden = !view.groups.length;
  const seasonBox = byId("season"), strengthBox = byId("strength"), play = byId("play");
  seasonBox.min = earliest; seasonBox.max = latest;
  byId("time").hidden = earliest >= latest;
  least(0);
  byId("force").hidden = strengths.length < 2;
  const seasonWords = (year) => year === latest ? words.season_all : year + "/" + String((year + 1) % 100).padStart(2, "0");
  const factor = (value) => { const odds = Math.exp(value); return "×" + (odds < 1.5 ? odds.toFixed(2) : odds < 10 ? odds.toFixed(1) : odds.toFixed(0)); };
  const controls = () => {
    seasonBox.value = state.season; byId("season-told").textContent = seasonWords(state.season);
    seasonBox.setAttribute("aria-valuetext", seasonWords(state.season));
    const least_ = state.min ? factor(least(state.min)) : words.strength_all;
    strengthBox.value = state.min; byId("strength-told").textContent = least_; strengthBox.setAttribute("aria-valuetext", least_);
    legend.querySelectorAll("input").forEach((input) => { input.checked = !state.hide.has(input.dataset.kind); });
  };
  const changed = () => { controls(); draw(); if (chosen !== null) { showFigure(chosen); if (nodeOn[chosen]) network.selectNodes([chosen], false); } remember(); };
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
  byId("more").addEventListener("click", () => { state.show = Math.min(highest + 1, state.show * 2); changed(); fit(); });

  // ---- the table twin ---------------------------------------------------------------------------------------------------------
  const table = document.querySelector("#table table"), head = table.tHead, body = table.tBodies[0], allRows = byId("all-rows");
  const FIRST = 100, line = el("tr"), value = (cell) => Array.isArray(cell) ? cell[0] : cell, text = (cell) => Array.isArray(cell) ? cell[1] : cell;
  const most = view.rows.reduce((high, row) => row.reduce((top, cell) => Array.isArray(cell) ? Math.max(top, Math.abs(cell[0])) : top, high), .001);
  let sorted = view.rows, open = false;
  const madeRow = (row) => {
    const tr = el("tr");
    view.columns.forEach(({ key }, place) => {
      const cell = el("td"), told = row[place + 1];
      if (key === "name") {
        cell.className = "person";
        const button = el("button", told, { type: "button" });
        button.addEventListener("click", () => choose(row[0], "table"));
        cell.append(button);
      } else if (Array.isArray(told)) {
        cell.className = "measure";
        const bar = el("span", null, { class: "bar" + (told[0] < 0 ? " against" : ""), "aria-hidden": "true" });
        bar.style.width = (5 * Math.abs(told[0]) / most).toFixed(2) + "rem";
        cell.append(bar, el("span", told[1]));
      } else cell.textContent = told;
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
    sorted = place ? view.rows.slice().sort((a, b) => {
      const [x, y] = [value(a[place]), value(b[place])];
      return (typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), document.documentElement.lang)) * down;
    }) : view.rows;
    state.sort = place ? told : "";
    fill();
  };
  view.columns.forEach(({ key, label }) => {
    const cell = el("th", null, { scope: "col" }), button = el("button", label, { type: "button" });
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
    item.prepend(el("span", report.t + " "));
    reports.querySelector("ul").append(item);
  });
  reports.hidden = !view.reports.length;
  const save = (name, url) => { const link = el("a", null, { href: url, download: name }); document.body.append(link); link.click(); link.remove(); };
  byId("png").addEventListener("click", () => {
    const drawn = box.querySelector("canvas"), copy = document.createElement("canvas"), pen = copy.getContext("2d");
    [copy.width, copy.height] = [drawn.width, drawn.height];
    pen.fillStyle = colour("card"); pen.fillRect(0, 0, copy.width, copy.height); pen.drawImage(drawn, 0, 0);
    save(view.file + ".png", copy.toDataURL("image/png"));
  });
  byId("csv").addEventListener("click", () => {
    // A cell that a spreadsheet would run as a formula is told apart by an apostrophe.
    const cell = (told) => { const shown = String(text(told) ?? ""); return '"' + (/^[=+\-@\t\r]/.test(shown) && typeof told !== "number" ? "'" : "") + shown.replace(/"/g, '""') + '"'; };
    const lines = [view.columns.map((column) => cell(column.label)), ...sorted.map((row) => row.slice(1).map(cell))];
    const url = URL.createObjectURL(new Blob(["\ufeff" + lines.map((cells) => cells.join(",")).join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" }));
    save(view.file + ".csv", url);
    URL.revokeObjectURL(url);
  });
  const arrive = () => {
    state = recall(); chosen = null; win = new Set(view.win);
    controls(); draw(); overview(); sortBy(state.sort);
    if (state.who) choose(people.findIndex((person) => person.k === state.who), "address");
  };
  window.addEventListener("hashchange", () => { arrive(); fit(); });
  arrive();
})();
