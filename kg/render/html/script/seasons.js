// What the page says at the season of the slider: held in the page, or asked of the server.
const seasonWords = (year) => year === latest ? words.season_all : year + "/" + String((year + 1) % 100).padStart(2, "0");
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
