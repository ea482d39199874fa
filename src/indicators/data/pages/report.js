// Report: search and facets of the page, and what begins when it is open.
const FACETS = [["domain", "领域"], ["measure", "类型"], ["region", "地区"], ["year", "年份"], ["status", "状态"], ["flags", "存疑"], ["document", "文件"]];
const READ = { measure: (value) => MEASURES[value], status: (value) => STATES[value], flags: doubts, document: titled };

const filters = {
  query: document.getElementById("search"), selects: {},

  begin() {
    for (const [name, title] of FACETS) {
      const counts = new Map();
      for (let n = 0; n < size; n++) for (const value of each(name, n)) counts.set(value, (counts.get(value) ?? 0) + 1);
      if (counts.size < 2) continue;
      counts.delete("");
      const listed = [...counts].sort((a, b) => (name === "year" ? b[0] - a[0] : b[1] - a[1])).slice(0, 500);
      const select = element("select", { "aria-label": title, onchange: () => this.apply() });
      options(select, [["", `${title}:全部`], ...listed.map(([value, n]) => [value, `${READ[name]?.(value) ?? value}(${n})`])]);
      this.selects[name] = select;
      document.querySelector(".facets").append(select, " ");
    }
    let waiting = 0;
    this.query.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => this.apply(), 80); });
    document.getElementById("reset").addEventListener("click", () => { this.clear(); this.query.focus(); });
    document.getElementById("save").addEventListener("click", () => {
      const link = element("a", { href: URL.createObjectURL(new Blob([csv(table.rows)], { type: "text/csv" })), download: "indicators.csv" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement.tagName)) {
        event.preventDefault();
        this.query.focus();
      } else if (event.key === "Escape" && document.activeElement !== this.query) detail.hide();
    });
    this.query.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "Enter") {
        event.preventDefault();
        this.apply();
        if (table.rows.length) table.choose(table.rows[0]);
      }
    });
  },

  apply() {
    const chosen = Object.fromEntries(Object.entries(this.selects).map(([name, select]) => [name, select.value]));
    const rows = search(this.query.value, chosen);
    document.getElementById("count").textContent = rows.length === size ? `${size} 行` : `${rows.length} / ${size} 行`;
    table.show(rows);
  },

  clear() {
    this.query.value = "";
    for (const select of Object.values(this.selects)) select.value = "";
    this.apply();
  },

  /** Show the rows with one word in one column. */
  only(name, value) {
    this.query.value = "";
    for (const [facet, select] of Object.entries(this.selects)) {
      // Of very many words, or of a document without a row here, there is no option.
      if (facet === name && ![...select.options].some((option) => option.value === value)) select.append(element("option", { value }, value));
      select.value = facet === name ? value : "";
    }
    this.apply();
    document.getElementById("rows").scrollIntoView();
  },
};

table.begin();
filters.begin();
filters.apply();
for (const chart of Object.values(charts)) chart.begin();
for (const choice of document.querySelectorAll("[name=kind]")) {
  const apply = () => {
    if (!choice.checked) return;
    const fits = (kind) => choice.value === "" || (choice.value === "both" ? !kind.startsWith("only_in") : kind === choice.value);
    for (const line of document.querySelectorAll("tr[data-kind]")) line.hidden = !fits(line.dataset.kind);
    for (const body of document.querySelectorAll(".pairs tbody")) body.hidden = !body.querySelector("tr[data-kind]:not([hidden])");
  };
  choice.addEventListener("change", apply);
  apply();
}
