// Table: the rows in a window of a long list, and beside it the sentence that the chosen one comes from.
const COLUMNS = [
  { title: "指标", width: "auto", key: () => ranks("metric_name"), cell: (n) => word("metric_name", n) || word("metric", n), tag: true },
  { title: "类型", width: "4.2rem", key: () => ranks("measure"), cell: (n) => MEASURES[word("measure", n)], wide: true },
  { title: "数值", width: "9.5rem", key: () => (n) => data.value[n], cell: (n) => data.shown[n], number: true },
  { title: "地区", width: "8.5rem", key: () => ranks("region_code"), cell: (n) => word("region", n) ?? "" },
  { title: "时期", width: "7.4rem", key: () => ranks("period"), cell: (n) => word("period", n) ?? "" },
  { title: "状态", width: "4.2rem", key: () => ranks("status"), cell: (n) => STATES[word("status", n)], wide: true },
  { title: "文件", width: "9rem", key: () => ranks("document"), cell: (n) => word("document", n), wide: true },
];
const SPARE = 12; // rows drawn above and below what is seen
const PRINTED = 3000; // rows that are printed at most

const table = {
  rows: [], chosen: null, sorted: null, height: 0,
  scroller: document.querySelector(".scroller"),
  head: document.querySelector(".rows thead"), body: document.querySelector(".rows tbody"),

  begin() {
    document.querySelector(".rows colgroup").append(...COLUMNS.map((c) => element("col", { style: `width:${c.width}`, class: c.wide ? "wide-only" : null })));
    this.head.append(element("tr", {}, ...COLUMNS.map((column) =>
      element("th", { scope: "col", class: [column.number && "n", column.wide && "wide-only"].filter(Boolean).join(" ") || null, "aria-sort": "none" },
        element("button", { type: "button", onclick: () => this.sort(column) }, column.title)))));
    this.scroller.addEventListener("scroll", () => requestAnimationFrame(() => this.draw()), { passive: true });
    this.body.addEventListener("click", (event) => {
      const line = event.target.closest("tr[data-row]");
      if (line) this.choose(Number(line.dataset.row), true);
    });
    this.body.addEventListener("keydown", (event) => this.key(event));
    addEventListener("resize", () => this.draw());
    addEventListener("beforeprint", () => this.draw(true));
    addEventListener("afterprint", () => this.draw());
  },

  /** Show these rows, in the order that was chosen. */
  show(rows) {
    this.rows = rows;
    if (!rows.includes(this.chosen)) { // no sentence beside a table that does not have its row
      this.chosen = null;
      detail.clear();
    }
    this.order();
    this.scroller.scrollTop = 0;
    this.draw();
  },

  sort(column) {
    const again = this.sorted?.column === column;
    const down = again ? !this.sorted.down : Boolean(column.number); // of numbers people look for the greatest
    this.sorted = { column, down };
    [...this.head.querySelectorAll("th")].forEach((th, n) =>
      th.setAttribute("aria-sort", COLUMNS[n] !== column ? "none" : down ? "descending" : "ascending"));
    this.show(this.rows);
  },

  order() {
    this.rows.sort((a, b) => a - b);
    if (!this.sorted) return;
    const key = this.sorted.column.key();
    const sign = this.sorted.down ? -1 : 1;
    this.rows.sort((a, b) => sign * (key(a) - key(b)) || a - b);
  },

  /** Draw the rows that are seen, or all of them for print. */
  draw(all = false) {
    this.height = this.height || this.measure();
    const seen = Math.ceil(this.scroller.clientHeight / this.height);
    const first = all ? 0 : Math.max(0, Math.floor(this.scroller.scrollTop / this.height) - SPARE);
    const last = Math.min(this.rows.length, all ? PRINTED : first + seen + 2 * SPARE);
    const space = (count) => element("tr", { class: "space", "aria-hidden": "true" }, element("td", { style: `height:${count * this.height}px` }));
    const focused = document.activeElement?.dataset?.row;
    const lines = [];
    for (let n = first; n < last; n++) lines.push(this.line(this.rows[n], n));
    if (!this.rows.length) lines.push(element("tr", { class: "none" }, element("td", { colspan: COLUMNS.filter((c) => !c.wide).length }, size ? "没有符合的行:换一个词,或按“清除”" : "没有数据")));
    const left = this.rows.length - last;
    if (all && left) lines.push(element("tr", {}, element("td", { colspan: COLUMNS.length }, `另有 ${left} 行未印出`)));
    this.body.replaceChildren(...(all ? lines : [space(first), ...lines, space(left)]));
    document.querySelector(".rows").setAttribute("aria-rowcount", this.rows.length + 1);
    if (focused !== undefined) this.body.querySelector(`tr[data-row="${focused}"]`)?.focus({ preventScroll: true });
  },

  measure() {
    this.body.replaceChildren(this.line(this.rows[0] ?? 0, 0));
    return size ? this.body.firstChild.getBoundingClientRect().height || 34 : 34;
  },

  line(n, place) {
    if (!size) return element("tr");
    const current = n === this.chosen || (this.chosen === null && place === 0);
    return element("tr", { "data-row": n, tabindex: current ? 0 : -1, "aria-selected": n === this.chosen ? "true" : "false", "aria-rowindex": place + 2 },
      ...COLUMNS.map((c) => element("td", { class: [c.number && "n", c.wide && "wide-only"].filter(Boolean).join(" ") || null, title: c.cell(n) },
        element("span", { class: c.tag ? `tag ${word("measure", n)}` : null }, c.cell(n)))));
  },

  /** Choose a row: its sentence is shown; where `here` is false the list moves to it. */
  choose(n, here = false, focus = true) {
    this.chosen = n;
    const place = this.rows.indexOf(n);
    if (place >= 0 && !here) {
      const top = place * this.height;
      const low = this.scroller.scrollTop + this.scroller.clientHeight - 2 * this.height;
      if (top < this.scroller.scrollTop || top > low) this.scroller.scrollTop = Math.max(0, top - this.scroller.clientHeight / 2);
    }
    this.draw();
    if (focus) this.body.querySelector(`tr[data-row="${n}"]`)?.focus({ preventScroll: true });
    detail.show(n);
  },

  key(event) {
    const place = this.rows.indexOf(this.chosen ?? this.rows[0]);
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.height) - 2);
    const moves = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + page, PageUp: place - page, Home: 0, End: this.rows.length - 1 };
    if (event.key in moves && this.rows.length) {
      event.preventDefault();
      const next = this.chosen === null && event.key === "ArrowDown" ? 0 : moves[event.key];
      this.choose(this.rows[Math.min(this.rows.length - 1, Math.max(0, next))]);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (this.rows.length) this.choose(this.rows[place]);
    } else if (event.key === "Escape") detail.hide();
  },
};

const detail = {
  place: document.getElementById("detail"),
  hint: [...document.getElementById("detail").children],

  /** Show the sentence of a row in its context, its figure marked, and what the table says of it. */
  show(n) {
    const [before, sentence, after] = data.quoted[data.of[n]];
    const facts = [
      ["地区", [word("region", n), word("region_code", n)].filter(Boolean).join(" ")], ["时期", word("period", n)],
      ["类型", MEASURES[word("measure", n)]], ["状态", STATES[word("status", n)]],
      ["基期", BASES[word("base", n)] ?? word("base", n)], ["数值", `${data.value[n]} ${word("unit", n) ?? ""}`],
      ["领域", word("domain", n)], ["编号", word("metric", n)], ["规则", word("rule", n)], ["存疑", doubts(word("flags", n))], ["文件", word("document", n)],
    ].filter(([, value]) => value);
    this.place.classList.remove("empty");
    this.place.replaceChildren(
      element("button", { type: "button", class: "close", "aria-label": "关闭", onclick: () => this.hide() }, "×"),
      element("h3", {}, word("metric_name", n) || word("metric", n)),
      element("p", { class: "value" }, data.shown[n]),
      element("blockquote", {}, element("span", { class: "around" }, before.trimStart()), ...this.marked(n, sentence), element("span", { class: "around" }, after.trimEnd())),
      element("div", { class: "buttons no-print" },
        element("button", { type: "button", onclick: () => charts.trend.of(n) }, "看走势"),
        element("button", { type: "button", onclick: (event) => this.copy(n, event.target) }, "复制引文")),
      element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])),
    );
  },

  /** The sentence with every figure that a row states; that of row n stands out, the others lead to their rows. */
  marked(n, sentence) {
    const figures = [];
    for (let other = 0; other < size; other++) if (data.of[other] === data.of[n]) figures.push(other);
    figures.sort((a, b) => data.at[a] - data.at[b] || (a === n ? -1 : 1));
    const parts = [];
    let end = 0;
    for (const figure of figures) {
      const start = data.at[figure];
      if (start < end || !sentence.startsWith(data.raw[figure], start)) continue;
      parts.push(sentence.slice(end, start), element("span", {
        class: `figure ${word("measure", figure)}${word("status", figure) === "target" ? " target" : ""}${figure === n ? " current" : ""}`,
        title: `${word("metric_name", figure)} ${data.shown[figure]}`, role: "button", tabindex: 0,
        onclick: () => table.choose(figure, false, false),
        onkeydown: pressed(() => table.choose(figure, false, false)),
      }, data.raw[figure]));
      end = start + data.raw[figure].length;
    }
    return [...parts, sentence.slice(end)];
  },

  clear() {
    this.place.classList.add("empty");
    this.place.replaceChildren(...this.hint);
  },

  hide() {
    this.clear();
    table.body.querySelector("tr[tabindex='0']")?.focus({ preventScroll: true });
  },

  copy(n, button) {
    const text = `${word("metric_name", n)}:${data.shown[n]}(${[word("region", n), word("period", n)].filter(Boolean).join(",")})。“${data.quoted[data.of[n]][1]}”——${word("document", n)}`;
    const area = element("textarea", { style: "position:fixed;opacity:0" });
    area.value = text; // a page from a file has no clipboard interface
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.textContent = "已复制";
    setTimeout(() => (button.textContent = "复制引文"), 1500);
  },
};
