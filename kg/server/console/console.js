"use strict";

// Results are written with textContent alone: whatever a name contains, it stays text.
const byId = (id) => document.getElementById(id);
const JSON_ROWS = "application/sparql-results+json";
const TABLE_OR_GRAPH = JSON_ROWS + ", text/turtle;q=0.9";
const MOST_SHOWN = 1000;
const MOST_NAMED = 200;
let base = "";
let running = null;

function element(tag, text, attributes = {}) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function say(text, problem = false) {
  byId("status").textContent = text;
  byId("status").className = problem ? "problem" : "";
}

async function ask(query, accept, signal) {
  const response = await fetch("/sparql", {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
    body: query,
    signal,
  });
  if (!response.ok) throw new Error((await response.text()).trim() || response.statusText);
  return response;
}

// People and teams lead to their pages here, and whatever else is the store's own to what is said of it; of the rest
// only web addresses are links: other schemes could run code.
const PAGES = { "id/person/": "/page/person?name=", "id/team/": "/page/club?name=" };

function link(iri) {
  if (!/^https?:\/\//i.test(iri)) return element("span", iri);
  const attributes = { rel: "noreferrer noopener", target: "_blank", "data-iri": iri };
  for (const [kind, page] of Object.entries(PAGES)) {
    if (iri.startsWith(base + kind)) return element("a", iri, { ...attributes, href: page + encodeURIComponent(iri) });
  }
  if (!iri.startsWith(base)) return element("a", iri, { ...attributes, href: iri });
  const told = element("a", iri, { href: "#query", "data-iri": iri });
  told.addEventListener("click", () => {
    byId("query").value = `DESCRIBE <${iri}>`;
    run();
  });
  return told;
}

function cell(term) {
  const td = element("td");
  if (!term) return td;
  if (term.type === "uri") {
    td.append(link(term.value));
    return td;
  }
  td.append(element("span", term.type === "bnode" ? "_:" + term.value : String(term.value)));
  const note = term["xml:lang"] ? "@" + term["xml:lang"] : (term.datatype || "").replace(/^.*[#/]/, "");
  if (note && note !== "string") td.append(" ", element("span", note, { class: "quiet" }));
  return td;
}

function table(result) {
  const names = result.head.vars;
  const rows = result.results.bindings;
  const grid = element("table");
  const head = element("tr");
  for (const name of names) head.append(element("th", name, { scope: "col" }));
  grid.append(element("thead"), element("tbody"));
  grid.tHead.append(head);
  for (const row of rows.slice(0, MOST_SHOWN)) {
    const line = element("tr");
    for (const name of names) line.append(cell(row[name]));
    grid.tBodies[0].append(line);
  }
  byId("result").replaceChildren(grid);
  const shown = rows.length > MOST_SHOWN ? `, the first ${MOST_SHOWN} shown; save them to have all` : "";
  return `${rows.length} ${rows.length === 1 ? "row" : "rows"}${shown}`;
}

// People, teams and sources by their names.
async function nameThem(signal) {
  const links = [...document.querySelectorAll("#result a[data-iri]")].filter((a) => a.dataset.iri.startsWith(base + "id/"));
  const iris = [...new Set(links.map((a) => a.dataset.iri))].filter((iri) => !/[<>"{}|^`\\\s]/.test(iri)).slice(0, MOST_NAMED);
  if (!iris.length) return;
  const values = iris.map((iri) => `<${iri}>`).join(" ");
  const query = `SELECT ?iri (SAMPLE(?label) AS ?name) { VALUES ?iri { ${values} }
    ?iri <http://www.w3.org/2000/01/rdf-schema#label>|<http://purl.org/dc/terms/title> ?label } GROUP BY ?iri`;
  const found = await (await ask(query, JSON_ROWS, signal)).json();
  const names = new Map(found.results.bindings.filter((row) => row.name).map((row) => [row.iri.value, row.name.value]));
  for (const a of links) {
    if (names.has(a.dataset.iri)) {
      a.textContent = names.get(a.dataset.iri);
      a.title = a.dataset.iri;
    }
  }
}

async function run(event) {
  event?.preventDefault();
  running?.abort();
  const mine = (running = new AbortController());
  byId("stop").disabled = false;
  byId("result").replaceChildren();
  say("Running …");
  const began = performance.now();
  try {
    const response = await ask(byId("query").value, TABLE_OR_GRAPH, mine.signal);
    let told;
    if (response.headers.get("Content-Type").startsWith(JSON_ROWS)) {
      const result = await response.json();
      if ("boolean" in result) {
        byId("result").replaceChildren(element("p", result.boolean ? "Yes." : "No."));
        told = "answered";
      } else told = table(result);
    } else {
      byId("result").replaceChildren(element("pre", await response.text()));
      told = "a graph";
    }
    say(`${told} · ${Math.round(performance.now() - began)} ms`);
    if (byId("status").getBoundingClientRect().top > window.innerHeight * 0.6) byId("status").scrollIntoView();
    await nameThem(mine.signal).catch(() => undefined);
  } catch (error) {
    say(error.name === "AbortError" ? "Stopped." : error.message, error.name !== "AbortError");
  } finally {
    if (running === mine) byId("stop").disabled = true;
  }
}

async function save() {
  const form = byId("form-of").value;
  const endings = { "text/csv": "csv", "text/tab-separated-values": "tsv", [JSON_ROWS]: "srj", "text/turtle": "ttl",
    "application/sparql-results+xml": "srx", "application/ld+json": "jsonld" };
  try {
    say("Fetching …");
    const blob = await (await ask(byId("query").value, form)).blob();
    const address = URL.createObjectURL(blob);
    const anchor = element("a", "", { href: address, download: "result." + endings[form] });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    say("Saved.");
  } catch (error) {
    say(error.message, true);
  }
}

// A named question: its prose, and a field for everything that it wants to be told.
function choose(example) {
  byId("query").value = example.query;
  byId("detail").textContent = example.detail;
  byId("parameters").hidden = !example.parameters.length;
  byId("fields").replaceChildren(...example.parameters.map((parameter) => {
    const label = element("label", parameter.prose);
    const type = parameter.kind === "date" ? "date" : "text";
    const input = element("input", undefined, { name: parameter.name, type, autocomplete: "off" });
    input.value = parameter.example;
    if (type === "date") input.value = new Date().toISOString().slice(0, 10);
    label.append(input);
    return label;
  }));
}

// Names become the people and teams that they mean: the server looks them up.
async function fill(name) {
  const values = new URLSearchParams({ name });
  for (const input of document.querySelectorAll("#fields input")) values.set(input.name, input.value);
  try {
    const response = await fetch("/api/question?" + values);
    const told = await response.json();
    if (!response.ok) throw new Error([told.error, ...told.candidates.map((one) => one.name)].join("\n"));
    byId("query").value = told.query;
    await run();
  } catch (error) {
    say(error.message, true);
  }
}

async function begin() {
  const told = await (await fetch("/console/examples.json")).json();
  base = told.base;
  const choice = byId("example");
  told.examples.forEach((example, index) => choice.append(element("option", example.title, { value: index })));
  choice.addEventListener("change", () => choose(told.examples[choice.value]));
  byId("fill").addEventListener("click", () => fill(told.examples[choice.value].name));
  byId("fields").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    fill(told.examples[choice.value].name);
  });
  choose(told.examples[0]);
}

byId("form").addEventListener("submit", run);
byId("stop").addEventListener("click", () => running?.abort());
byId("save").addEventListener("click", save);
byId("query").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(event);
});
begin().catch((error) => say(error.message, true));
