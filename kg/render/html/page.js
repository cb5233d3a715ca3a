"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const view = read("view"), words = view.words;
  const el = (tag, text, attributes) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    return node;
  };
  const safe = (url) => /^https?:\/\//i.test(url || "");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[øØ]/g, "o").replace(/[łŁ]/g, "l")
    .replace(/[đĐðÐ]/g, "d").replace(/ß/g, "ss").replace(/[æÆ]/g, "ae").replace(/ı/g, "i").toLowerCase();

  // ---- the graph -------------------------------------------------------------------------------------------------
  const box = document.getElementById("graph");
  const nodes = new vis.DataSet(), edges = new vis.DataSet();
  const rawNodes = read("nodes"), rawEdges = read("edges"), options = read("options");
  const hidden = new Set();
  const paintNode = (node) => ({
    ...node, title: view.people[node.id].about, color: { background: colour(node.group), border: colour("card"),
      highlight: { background: colour(node.group), border: colour("focus") } },
    font: { color: colour("ink"), face: "system-ui, sans-serif", size: node.group === "between" ? 13 : 16,
      strokeWidth: 4, strokeColor: colour("card") },
  });
  const paintEdge = (edge) => ({
    ...edge, title: view.links[edge.id] ? view.links[edge.id].ties[0].text : "", hidden: edge.kinds.every((kind) => hidden.has(kind)),
    color: { color: colour(edge.kind + "-tie"), highlight: colour("focus"), hover: colour("focus"), opacity: edge.opacity },
  });
  const paint = () => { nodes.update(rawNodes.map(paintNode)); edges.update(rawEdges.map(paintEdge)); };
  paint();
  const network = new vis.Network(box, { nodes, edges }, options);
  const fit = () => network.fit({ animation: false, maxZoomLevel: 1.4 });
  network.once("afterDrawing", () => { fit(); box.dataset.drawn = "true"; });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  window.addEventListener("resize", fit);
  window.addEventListener("beforeprint", fit);

  // ---- the detail panel ------------------------------------------------------------------------------------------
  const panel = document.getElementById("panel");
  const sourceItem = (source) => {
    const item = el("li");
    const title = source.title || source.url;
    if (safe(source.url)) item.append(el("a", title, { href: source.url, rel: "noopener noreferrer nofollow" }));
    else item.append(el("span", title));
    const rest = [source.publisher, source.published || words.undated, source.summary].filter(Boolean).join(" · ");
    if (rest) item.append(el("span", " — " + rest, { class: "quiet" }));
    return item;
  };
  const tieBlock = (tie) => {
    const block = el("div", null, { class: "tie" });
    block.style.borderLeftColor = colour(tie.kind + "-tie");
    block.append(el("p", tie.text), el("p", tie.worth, { class: "quiet" }));
    const list = el("ul");
    tie.sources.forEach((source) => list.append(sourceItem(source)));
    block.append(list);
    return block;
  };
  const showPerson = (person) => {
    panel.replaceChildren(el("h2", person.name), el("p", person.about));
    if (person.ties.length) panel.append(el("h3", words.direct), ...person.ties.map(tieBlock));
    person.paths.forEach((path, index) => {
      if (index === 0) panel.append(el("h3", words.indirect));
      const block = el("div", null, { class: "tie" });
      block.append(el("p", path.text), el("p", path.worth, { class: "quiet" }));
      path.ties.forEach((tie) => block.append(tieBlock(tie)));
      panel.append(block);
    });
    if (!person.ties.length && !person.paths.length && person.note) panel.append(el("p", person.note));
  };
  const showLink = (link) => panel.replaceChildren(el("h2", link.title), ...link.ties.map(tieBlock));
  const overview = () => {
    panel.replaceChildren(el("h2", words.start), el("p", view.hint));
    if (view.people.length) showPerson(view.people[view.first]);
  };

  // ---- choosing: by click, key, search, table or address ------------------------------------------------------------
  const rows = new Map();
  let chosen = null;
  const choose = (id, from) => {
    const person = view.people[id];
    if (!person) return;
    chosen = id;
    showPerson(person);
    network.selectNodes([id]);
    rows.forEach((row, key) => row.classList.toggle("chosen", key === id));
    if (from !== "address") history.replaceState(null, "", "#" + encodeURIComponent(person.key));
  };
  network.on("selectNode", ({ nodes: [id] }) => choose(id, "graph"));
  network.on("selectEdge", ({ nodes: picked, edges: [id] }) => { if (!picked.length && view.links[id]) showLink(view.links[id]); });
  box.addEventListener("keydown", (event) => {
    const order = view.people.map((_, id) => id);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) { event.preventDefault(); choose(order[((chosen ?? -step) + step + order.length) % order.length], "key"); }
    if (event.key === "+" || event.key === "-") network.moveTo({ scale: network.getScale() * (event.key === "+" ? 1.2 : 1 / 1.2) });
    if (event.key === "Escape") reset();
  });
  const names = document.getElementById("names"), search = document.getElementById("search");
  view.people.forEach((person) => names.append(el("option", null, { value: person.name })));
  search.addEventListener("input", () => {
    const wanted = fold(search.value.trim());
    if (!wanted) return;
    const found = view.people.findIndex((person) => fold(person.name) === wanted);
    const near = found >= 0 ? found : view.people.findIndex((person) => fold(person.name + " " + person.nick).includes(wanted));
    if (near >= 0) { choose(near, "search"); network.focus(near, { scale: Math.max(network.getScale(), .9), animation: false }); }
  });
  const reset = () => {
    chosen = null; search.value = ""; hidden.clear(); paint(); network.unselectAll(); fit(); overview();
    rows.forEach((row) => row.classList.remove("chosen"));
    document.querySelectorAll("#legend input").forEach((input) => { input.checked = true; });
    history.replaceState(null, "", location.pathname + location.search);
  };
  document.getElementById("reset").addEventListener("click", reset);

  // ---- legend, which is the filter -----------------------------------------------------------------------------------
  const legend = document.getElementById("legend");
  view.kinds.forEach(({ kind, label }) => {
    const entry = el("label"), input = el("input", null, { type: "checkbox" }), swatch = el("span", null, { class: "swatch" });
    input.checked = true;
    swatch.style.background = "var(--" + kind + "-tie)";
    input.addEventListener("change", () => { hidden[input.checked ? "delete" : "add"](kind); paint(); });
    entry.append(input, swatch, el("span", label));
    legend.append(entry);
  });

  // ---- the table twin --------------------------------------------------------------------------------------------------
  const table = document.querySelector("#table table"), head = table.tHead, body = table.tBodies[0];
  const line = el("tr");
  view.columns.forEach(({ key, label }) => {
    const cell = el("th", null, { scope: "col" }), button = el("button", label, { type: "button" });
    button.addEventListener("click", () => {
      const down = cell.getAttribute("aria-sort") === "ascending";
      line.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
      cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sorted = view.rows.slice().sort((a, b) => {
        const [x, y] = [a[key], b[key]];
        return (typeof x === "number" ? x - y : String(x).localeCompare(String(y))) * (down ? -1 : 1);
      });
      body.replaceChildren(...sorted.map((row) => rows.get(row.id)));
    });
    cell.append(button);
    line.append(cell);
  });
  head.append(line);
  const most = Math.max(...view.rows.map((row) => Math.abs(row.influence)), 0.001);
  view.rows.forEach((row) => {
    const tr = el("tr");
    view.columns.forEach(({ key }) => {
      const cell = el("td");
      if (key === "name") {
        cell.className = "person";
        const button = el("button", row.name, { type: "button" });
        button.addEventListener("click", () => choose(row.id, "table"));
        cell.append(button);
      } else if (key === "influence") {
        const bar = el("span", null, { class: "bar" + (row.influence < 0 ? " against" : ""), "aria-hidden": "true" });
        bar.style.width = (5 * Math.abs(row.influence) / most).toFixed(2) + "rem";
        cell.append(bar, el("span", row.odds));
      } else cell.textContent = row[key];
      tr.append(cell);
    });
    rows.set(row.id, tr);
    body.append(tr);
  });

  // ---- reports, downloads, first view -------------------------------------------------------------------------------------
  const reports = document.getElementById("reports");
  view.reports.forEach((report) => {
    const item = sourceItem(report.source);
    item.prepend(el("span", report.text + " "));
    reports.querySelector("ul").append(item);
  });
  reports.hidden = !view.reports.length;
  const save = (name, url) => { const link = el("a", null, { href: url, download: name }); document.body.append(link); link.click(); link.remove(); };
  document.getElementById("png").addEventListener("click", () => {
    const drawn = box.querySelector("canvas"), copy = document.createElement("canvas"), pen = copy.getContext("2d");
    [copy.width, copy.height] = [drawn.width, drawn.height];
    pen.fillStyle = colour("card"); pen.fillRect(0, 0, copy.width, copy.height); pen.drawImage(drawn, 0, 0);
    save(view.file + ".png", copy.toDataURL("image/png"));
  });
  document.getElementById("csv").addEventListener("click", () => {
    // A cell that a spreadsheet would run as a formula is told apart by an apostrophe.
    const cell = (value) => { const text = String(value ?? ""); return '"' + (/^[=+\-@\t\r]/.test(text) && typeof value !== "number" ? "'" : "") + text.replace(/"/g, '""') + '"'; };
    const lines = [view.columns.map((column) => cell(column.label)), ...view.rows.map((row) => view.columns.map((column) => cell(row[column.key])))];
    const url = URL.createObjectURL(new Blob(["\ufeff" + lines.map((cells) => cells.join(",")).join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" }));
    save(view.file + ".csv", url);
    URL.revokeObjectURL(url);
  });
  overview();
  let key = "";
  try { key = decodeURIComponent(location.hash.slice(1)); } catch { key = ""; }
  if (key) choose(view.people.findIndex((person) => person.key === key), "address");
})();
