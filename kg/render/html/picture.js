"use strict";
// Saving what a page shows: the drawing as PNG or SVG with its question, its day, its legend and where it comes from.
(() => {
  const box = document.getElementById("graph"), NS = "http://www.w3.org/2000/svg", ROW = 20, HEAD = 62, FOOT = 26;
  const save = (name, url) => { const link = document.createElement("a"); link.href = url; link.download = name; document.body.append(link); link.click(); link.remove(); };
  const offer = (name, text, type) => { const url = URL.createObjectURL(new Blob([text], { type })); save(name, url); URL.revokeObjectURL(url); };
  // The legend runs in lines below the drawing.
  const flow = (scene, pen) => {
    pen.font = scene.font(12, false);
    let x = 16, row = 0;
    const items = scene.legend.map((item) => {
      const wide = 40 + pen.measureText(item.label).width + 14;
      if (x + wide > scene.width && x > 16) { x = 16; row += 1; }
      const placed = { ...item, x, row };
      x += wide;
      return placed;
    });
    return { items, tall: items.length ? (row + 1) * ROW : 0 };
  };
  document.getElementById("png").addEventListener("click", () => {
    // The picture goes where the page does not: what it needs to be understood goes with it.
    const scene = box.kgScene(), drawn = box.querySelector("canvas"), copy = document.createElement("canvas"), pen = copy.getContext("2d");
    const dot = drawn.width / Math.max(scene.width, 1), { items, tall } = flow(scene, pen), below = HEAD + drawn.height / dot;
    [copy.width, copy.height] = [drawn.width, Math.round(drawn.height + (HEAD + tall + FOOT) * dot)];
    pen.scale(dot, dot);
    pen.fillStyle = scene.card; pen.fillRect(0, 0, scene.width, copy.height / dot); pen.drawImage(drawn, 0, HEAD, scene.width, drawn.height / dot);
    pen.fillStyle = scene.ink; pen.font = scene.font(20, true); pen.fillText(scene.title, 16, 30, scene.width - 32);
    pen.fillStyle = scene.soft; pen.font = scene.font(12, false); pen.fillText(scene.asof, 16, 50, scene.width - 32);
    items.forEach((item) => {
      const middle = below + item.row * ROW + ROW / 2;
      pen.fillStyle = pen.strokeStyle = item.colour;
      pen.beginPath();
      if (item.shape === "line") {
        pen.lineWidth = item.thick || 3; pen.setLineDash(item.dash || []); pen.moveTo(item.x, middle); pen.lineTo(item.x + 28, middle); pen.stroke(); pen.setLineDash([]);
      } else if (item.shape === "square") pen.fillRect(item.x + 17, middle - 5, 10, 10);
      else { pen.arc(item.x + 22, middle, 5.5, 0, 2 * Math.PI); pen.fill(); }
      pen.fillStyle = scene.ink; pen.fillText(item.label, item.x + 36, middle + 4);
    });
    pen.fillStyle = scene.soft; pen.fillText(scene.source, 16, below + tall + 16, scene.width - 32);
    save(scene.file + ".png", copy.toDataURL("image/png"));
  });
  const made = (parent, tag, attributes, text) => {
    const node = document.createElementNS(NS, tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, typeof value === "number" ? Number(value.toFixed(2)) : value));
    if (text !== undefined) node.textContent = text;
    parent.append(node);
    return node;
  };
  document.getElementById("svg").addEventListener("click", () => {
    const scene = box.kgScene(), { items, tall } = flow(scene, document.createElement("canvas").getContext("2d"));
    const whole = HEAD + scene.height + tall + FOOT, below = HEAD + scene.height;
    const svg = document.createElementNS(NS, "svg");
    Object.entries({ width: scene.width, height: whole, viewBox: `0 0 ${scene.width} ${whole}`, role: "img", "font-family": "system-ui, 'DejaVu Sans', sans-serif" })
      .forEach(([name, value]) => svg.setAttribute(name, value));
    made(svg, "title", {}, scene.title);
    made(svg, "rect", { width: scene.width, height: whole, fill: scene.card });
    made(svg, "text", { x: 16, y: 30, "font-size": 20, "font-weight": 600, fill: scene.ink }, scene.title);
    made(svg, "text", { x: 16, y: 50, "font-size": 12, fill: scene.soft }, scene.asof);
    const graph = made(svg, "svg", { y: HEAD, width: scene.width, height: scene.height });
    scene.edges.forEach(({ from, to, bend, colour, opacity, width, dash }) => {
      const across = bend * (to.x - from.x), told = [from.x, from.y, from.x + across, from.y, to.x - across, to.y, to.x, to.y].map((value) => value.toFixed(1));
      made(graph, "path", { d: `M${told[0]} ${told[1]}C${told.slice(2).join(" ")}`, fill: "none", stroke: colour, "stroke-opacity": opacity, "stroke-width": width,
        ...(dash.length ? { "stroke-dasharray": dash.join(" ") } : {}) });
    });
    scene.nodes.forEach(({ x, y, size, square, colour, opacity }) => made(graph, square ? "rect" : "circle", {
      ...(square ? { x: x - size, y: y - size, width: 2 * size, height: 2 * size } : { cx: x, cy: y, r: size }), fill: colour, "fill-opacity": opacity, stroke: scene.card }));
    scene.labels.forEach(({ x, y, text, size, bold, ink, wide, high, plate }) => {
      if (plate) made(graph, "rect", { x: x - wide / 2, y: y - high / 2 + 1, width: wide, height: high - 2, fill: scene.card, "fill-opacity": plate });
      text.forEach((line, n) => made(graph, "text", {
        x, y: y + (n - (text.length - 1) / 2) * size * 1.15, "font-size": size, "font-weight": bold ? 600 : 400, "text-anchor": "middle", "dominant-baseline": "central",
        fill: ink, stroke: scene.card, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" }, line));
    });
    items.forEach((item) => {
      const y = below + item.row * ROW + ROW / 2;
      if (item.shape === "line") made(svg, "path", { d: `M${item.x} ${y}h28`, stroke: item.colour, "stroke-width": item.thick || 3, ...(item.dash && item.dash.length ? { "stroke-dasharray": item.dash.join(" ") } : {}) });
      else if (item.shape === "square") made(svg, "rect", { x: item.x + 17, y: y - 5, width: 10, height: 10, fill: item.colour });
      else made(svg, "circle", { cx: item.x + 22, cy: y, r: 5.5, fill: item.colour });
      made(svg, "text", { x: item.x + 36, y: y + 4, "font-size": 12, fill: scene.ink }, item.label);
    });
    made(svg, "text", { x: 16, y: below + tall + 16, "font-size": 12, fill: scene.soft }, scene.source);
    offer(scene.file + ".svg", new XMLSerializer().serializeToString(svg), "image/svg+xml");
  });
  document.getElementById("csv").addEventListener("click", () => {
    const { columns, rows, file } = box.kgRows();
    // A cell that a spreadsheet would run as a formula is told apart by an apostrophe.
    const cell = (told) => { const shown = String(told ?? ""); return '"' + (/^[=+\-@\t\r]/.test(shown) && typeof told !== "number" ? "'" : "") + shown.replace(/"/g, '""') + '"'; };
    const lines = [columns.map(cell), ...rows.map((row) => row.map(cell))];
    offer(file + ".csv", "\ufeff" + lines.map((cells) => cells.join(",")).join("\r\n") + "\r\n", "text/csv;charset=utf-8");
  });
})();
