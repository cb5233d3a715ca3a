// Search within the page: it lists first, Enter jumps.
const names = byId("names"), search = byId("search");
let folded = null;
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
  return order.map((id) => [grade(folded[id], wanted), id]).filter(([grade]) => grade < 9).sort((a, b) => a[0] - b[0]).map(([, id]) => id);
};
const jump = ([id]) => {
  if (id === undefined) return;
  choose(id, "search");
  hit.textContent = "";
  said.textContent = say("found", { name: people[id].n });
};
