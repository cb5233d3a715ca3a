// What is asked to be seen: all of it goes into the address.
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
