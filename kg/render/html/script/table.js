// The table twin.
const table = document.querySelector("#table table"), head = table.tHead, body = table.tBodies[0], allRows = byId("all-rows");
const FIRST = narrow ? 25 : 100, line = el("tr", null, { role: "row" }), value = (cell) => Array.isArray(cell) ? cell[0] : cell, text = (cell) => Array.isArray(cell) ? cell[1] : cell;
const measured_ = view.columns.findIndex(({ key }) => key === "influence") + 1;
const most = view.rows.reduce((high, { [measured_]: [size, , , end] }) => Math.max(high, Math.abs(size), end || 0), .001);
const share = (told) => 6 * Math.max(0, Math.min(told / most, 1));
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
    } else if (Array.isArray(told) && key === "influence") {
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
    else cell.textContent = text(told);
    tr.append(cell);
  });
  tr.classList.toggle("chosen", row[0] === chosen);
  if (!tableRows.has(row[0])) tableRows.set(row[0], []);
  tableRows.get(row[0]).push(tr);
  return tr;
};
// Where ranks go on further down, a line says who stands between.
const rankPlace = view.columns.findIndex(({ key }) => key === "rank") + 1;
const between = (before, after) => {
  const [first, last] = [before + 1, after - 1], tr = el("tr", null, { role: "row", class: "between" });
  tr.append(el("td", say("between_ranks", { ranks: first === last ? first : first + "–" + last, odds: factor(view.least) }), { role: "cell", colspan: view.columns.length }));
  return tr;
};
const withGaps = (rows) => rows.flatMap((row, n) => {
  const [before, now] = rankPlace && !state.sort ? [n ? value(rows[n - 1][rankPlace]) : 0, value(row[rankPlace])] : [0, 1];
  return now > before + 1 ? [between(before, now), madeRow(row)] : [madeRow(row)];
});
// Whose influence is faint is summed up in a line, until every row is asked for.
const faintLine = byId("faint");
const fill = () => {
  tableRows.clear();
  const shown = open ? sorted : sorted.filter((row) => Math.abs(value(row[measured_])) >= view.least).slice(0, FIRST);
  body.replaceChildren(...withGaps(shown));
  write(faintLine, open ? "" : (moment() || view).faint);
  allRows.hidden = shown.length === sorted.length;
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
