// What the page was given, and how words are put into it.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const view = read("view"), words = view.words, people = view.people, links = view.links;
const rawNodes = read("nodes"), rawEdges = read("edges"), options = read("options");
const byId = (id) => document.getElementById(id);
const say = (key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
// A date stays in one line, and so does a range.
const DATE = /(\d{4}-\d{2}(?:-\d{2})?|\p{Lu}\p{L}{2} \d{4}(?: – \p{Lu}\p{L}{2} \d{4})?|\d{4}\/\d{2,4}|\d+(?:[.,]\d+)*–\d+(?:[.,]\d+)*)/u;
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
