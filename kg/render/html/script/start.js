// The start page: search, forms, recent questions.
const data = JSON.parse(document.getElementById("data").textContent), words = data.words;
const byId = (id) => document.getElementById(id);
const say = (key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
const link = (href, text) => {
  const item = document.createElement("li"), anchor = document.createElement("a");
  anchor.href = href; anchor.textContent = text; item.append(anchor);
  return item;
};
const MOST = 40;

// ---- searching: in the list that came with the page, or by asking the server ----------------------------------------
let index = null;
const local = (wanted) => {
  index = index || data.names.map(([name, href, about, aliases]) => ({ name, href, about, own: [name, ...(aliases || [])].map(fold) }));
  return index.map((one) => [grade(one.own, wanted), one]).filter(([grade]) => grade < 9).sort((a, b) => a[0] - b[0]).map(([, one]) => one);
};
const ask = async (text, what) => {
  const answer = await fetch("/page/names?" + new URLSearchParams({ q: text, what }), { headers: { Accept: "application/json" } });
  return answer.ok ? (await answer.json()).names : [];
};
const find = byId("find");
let turn = 0;
if (find) find.addEventListener("input", async () => {
  const mine = turn += 1, wanted = fold(find.value), list = byId("found"), said = byId("found-said");
  const found = !wanted ? [] : data.live ? await ask(find.value, "any") : local(wanted);
  if (mine !== turn) return;
  list.replaceChildren(...found.slice(0, MOST).map((one) => link(one.href, one.about ? one.name + " (" + one.about + ")" : one.name)));
  said.textContent = !wanted ? "" : !found.length ? words.nobody : found.length > MOST ? say("home.too_many", { shown: MOST, all: found.length }) : "";
});

if (!data.live) return;
// ---- suggestions in the forms ---------------------------------------------------------------------------------------
[["player", "players", "person"], ["club", "clubs", "team"], ["name", "any", "any"], ["to", "tos", "person"]].forEach(([field, list, what]) => {
  let asked = 0;
  byId(field).addEventListener("input", async () => {
    const mine = asked += 1, text = byId(field).value;
    const found = text.trim().length > 1 ? await ask(text, what) : [];
    if (mine !== asked) return;
    byId(list).replaceChildren(...found.slice(0, 12).map((one) => { const option = document.createElement("option"); option.value = one.name; return option; }));
  });
});
// Only a path leads to somebody.
const kind = byId("kind"), ending = () => { byId("to").hidden = byId("to-label").hidden = kind.value !== "path"; byId("to").required = kind.value === "path"; };
kind.addEventListener("change", ending);
window.addEventListener("pageshow", ending);  // after going back too, when the browser has filled the form
ending();
// ---- recent questions: kept in this browser, never sent ------------------------------------------------------------------
const KEY = "player-kg.recent", recent = byId("recent"), forget = byId("forget");
const kept = () => { try { return JSON.parse(localStorage.getItem(KEY) || "[]").filter((one) => typeof one[0] === "string" && one[0].startsWith("/page/") && typeof one[1] === "string"); } catch { return []; } };
const keep = (list) => { try { localStorage.setItem(KEY, JSON.stringify(list.slice(0, 12))); } catch { /* no room, or not allowed */ } };
const show = () => { const list = kept(); recent.replaceChildren(...list.map(([href, text]) => link(href, text))); forget.hidden = !list.length; };
forget.addEventListener("click", () => { keep([]); show(); });
const note = (href, text) => keep([[href, text], ...kept().filter(([other]) => other !== href)]);
byId("ask").addEventListener("submit", (event) => {
  const told = new FormData(event.target);
  note("/page/persuasion?" + new URLSearchParams(told), [told.get("player"), told.get("club")].filter(Boolean).join(" → ") + ", " + told.get("at"));
});
byId("other").addEventListener("submit", (event) => {
  const told = new FormData(event.target), kind = told.get("kind");
  note("/page/" + kind + "?" + new URLSearchParams(["name", "to", "at", "known_by"].map((field) => [field, told.get(field)])),
    [told.get("name"), kind === "path" ? told.get("to") : ""].filter(Boolean).join(" → ") + ", " + told.get("at"));
});
show();
