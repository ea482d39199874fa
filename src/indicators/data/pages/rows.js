// Rows: what the page holds of the table, how it is searched, and how elements are made of it.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const size = data.shown.length;
const { measures: MEASURES, statuses: STATES, bases: BASES, flags: FLAGS } = data.vocabulary;
const doubts = (flags) => flags.split(" ").filter(Boolean).map((flag) => FLAGS[flag] ?? flag).join("、");

/** The word that row n has in a column of few words. */
const word = (name, n) => data.words[name][0][data.words[name][1][n]];

/** An element with attributes and children; text from reports only ever becomes a text node. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElementNS(tag in SVG ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml", tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}
/** What a key does on something that is no button by itself but works like one. */
const pressed = (act) => (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  act();
};
const SVG = Object.fromEntries(["svg", "line", "path", "circle", "rect", "text", "title", "g"].map((tag) => [tag, true]));

/** Where each word of a column comes when rows are sorted by it: Chinese by sound, numbers in words by size. */
const collator = new Intl.Collator("zh-CN", { numeric: true });
function ranks(name) {
  const words = data.words[name][0];
  const order = words.map((_, n) => n).sort((a, b) => collator.compare(words[a] ?? "\uffff", words[b] ?? "\uffff"));
  const rank = new Array(words.length);
  order.forEach((at, n) => (rank[at] = n));
  return (n) => rank[data.words[name][1][n]];
}

/** A text as it is searched: in small letters, full width as half width, as １３％ may be typed or printed. */
const folded = (text) => text.normalize("NFKC").toLowerCase();

/** All that a search looks at, of each row. */
const SEARCHED = ["metric_name", "metric", "region", "period", "document", "domain"];
const texts = Array.from({ length: size }, (_, n) =>
  [...SEARCHED.map((name) => word(name, n) ?? ""), data.shown[n], data.raw[n], data.quoted[data.of[n]][1]].map(folded).join("\n"));

/** The rows that hold all words of a search and have the chosen word in each column, in the order of the table. */
function search(query, chosen) {
  const terms = folded(query).split(/\s+/).filter(Boolean);
  const facets = Object.entries(chosen).filter(([, value]) => value !== "");
  const found = [];
  for (let n = 0; n < size; n++) {
    if (facets.every(([name, value]) => each(name, n).includes(value)) && terms.every((term) => texts[n].includes(term))) found.push(n);
  }
  return found;
}
const of = (name, n) => (name === "year" ? data.year[n] : word(name, n));
const each = (name, n) => (name === "flags" ? word(name, n).split(" ") : [String(of(name, n) ?? "")]); // what a facet chooses by

/** Rows as a file for spreadsheets: UTF-8 with a mark; what would be read as a formula gets a quote before it. */
const SAVED = ["document", "region", "region_code", "year", "period", "metric", "metric_name", "measure", "value", "unit", "per", "bound", "status", "base", "raw", "sentence", "rule", "flags"];
function csv(rows) {
  const cell = (name, n) => {
    if (name === "value") return data.value[n];
    if (name === "raw") return data.raw[n];
    if (name === "sentence") return data.quoted[data.of[n]][1];
    return of(name, n) ?? "";
  };
  const written = (value) => {
    const text = typeof value === "string" && /^[\s\u00a0]*[=+\-@=+-@]/.test(value) ? "'" + value : String(value);
    return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  return "\ufeff" + [SAVED, ...rows.map((n) => SAVED.map((name) => cell(name, n)))].map((line) => line.map(written).join(",") + "\r\n").join("");
}
