// How names are found, on pages and on the start page.
// The letters that Unicode does not take apart, as kg.text.names folds them.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ø/g, "o").replace(/ł/g, "l")
  .replace(/[đð]/g, "d").replace(/ß/g, "ss").replace(/æ/g, "ae").replace(/œ/g, "oe").replace(/þ/g, "th").replace(/ı/g, "i")
  .replace(/['’.]/g, "").replace(/[-_,]+/g, " ").replace(/\s+/g, " ").trim();
const initials = (text) => text.split(" ").map((word) => word[0] || "").join("");
// Of own names the first is that by which somebody is known; 9 is nobody who is looked for. Three letters and more that are
// somebody's initials (TAA) mean him before whoever has a name that begins so.
const grade = (own, wanted) => own[0] === wanted ? 0 : own.includes(wanted) ? 1
  : wanted.length > 2 && own.some((name) => initials(name) === wanted) ? 2 : own.some((name) => name.startsWith(wanted)) ? 3
  : own.some((name) => (" " + name).includes(" " + wanted)) ? 4 : own.some((name) => initials(name) === wanted) ? 5
  : wanted.split(" ").every((word) => own.some((name) => (" " + name).includes(" " + word))) ? 6 : 9;
