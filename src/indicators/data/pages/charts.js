// Charts: a metric over years by region, growth rates, two reports side by side, what became of the numbers.
const SERIES = 8; // regions in one picture; more can't be told apart
const BARS = 40;

/** Round steps of an axis that reaches from low to high: 1, 2 or 5 times a power of ten. */
function ticks(low, high, count = 5) {
  // Figures that their labels would not tell apart are as good as equal.
  const size = Math.max(Math.abs(low), Math.abs(high)), span = high - low > 1e-6 * size ? high - low : size || 1;
  const raw = span / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((s) => s * power >= raw) * power;
  const found = [];
  for (let n = Math.floor(low / step); n * step < high + step; n++) found.push(n * step);
  return found;
}

/** A figure of an axis: 亿 and 万 where they are due. */
function short(value, unit) {
  const plain = ["%", "‰", "百分点", "倍", "位"].includes(unit);
  const [scale, name] = plain ? [1, ""] : Math.abs(value) >= 1e8 ? [1e8, "亿"] : Math.abs(value) >= 1e5 ? [1e4, "万"] : [1, ""];
  return `${Number((value / scale).toPrecision(6))}${value ? name : ""}`;
}

/** Options of a list, each a value and what is read. */
const options = (select, listed) => select.replaceChildren(...listed.map(([value, text]) => element("option", { value }, text)));
const open = (n, text, attributes = {}) => element("button", { type: "button", onclick: () => reveal(n), ...attributes }, text);

/** Leave filters that hide a row, choose it and go where it is. */
function reveal(n) {
  if (!table.rows.includes(n)) filters.clear();
  document.getElementById("rows").scrollIntoView();
  table.choose(n);
}

/** What length of time a period has, empty for a year; of stocks, the day is meant that they are of. */
function span(period) {
  if (!period || /^[0-9]{4}(-12-31)?$/.test(period)) return "";
  if (period.includes("/")) return "跨年";
  return period.includes("-S") ? "半年" : period.includes("-Q") ? "季度" : period.length === 7 ? "月度" : "时点";
}

const charts = {
  trend: {
    place: document.getElementById("trend"),

    begin() {
      this.groups = new Map();
      for (let n = 0; n < size; n++) {
        if (data.year[n] === null || word("region", n) === null || span(word("period", n)) === "跨年") continue;
        const key = this.key(n);
        if (!this.groups.has(key)) this.groups.set(key, []);
        this.groups.get(key).push(n);
      }
      // What has most years comes first, then what has most regions.
      const weight = (rows) => {
        const years = new Set(rows.map((n) => data.year[n])).size, regions = new Set(rows.map((n) => word("region", n))).size;
        return years > 1 ? 1000 * years + regions : regions;
      };
      this.listed = [...this.groups].map(([key, rows]) => [key, rows, weight(rows)]).filter(([, , w]) => w > 1)
        .sort((a, b) => b[2] - a[2]).slice(0, 300).map(([key, rows]) => [key, this.name(rows[0])]);
      this.select = this.place.querySelector("select");
      options(this.select, this.listed);
      this.select.addEventListener("change", () => this.draw(this.select.value));
      addEventListener("resize", () => this.select.value && this.draw(this.select.value));
      if (this.listed.length) this.draw(this.listed[0][0]);
      else this.place.querySelector(".plot").replaceChildren(element("p", { class: "quiet" }, "没有在两个年份或两个地区都出现的指标。"));
    },

    /** Figures of one metric that may stand in one picture: one measure, unit, base and length of period. */
    key: (n) => [...["metric", "measure", "unit", "per", "base"].map((name) => word(name, n) ?? ""), span(word("period", n))].join("\u0000"),

    name(n) {
      const unit = [word("unit", n), word("per", n)].filter(Boolean).join("/");
      return [word("metric_name", n), MEASURES[word("measure", n)], unit, span(word("period", n))].filter(Boolean).join(" · ");
    },

    /** Show the metric of a row, whether it is listed or not. */
    of(n) {
      const key = this.key(n);
      if (!this.groups.has(key)) this.groups.set(key, [n]);
      if (!this.listed.some(([listed]) => listed === key)) {
        this.listed = [[key, this.name(n)], ...this.listed];
        options(this.select, this.listed);
      }
      this.select.value = key;
      this.draw(key);
      this.place.scrollIntoView({ block: "center" });
      this.select.focus({ preventScroll: true });
    },

    draw(key) {
      const rows = this.groups.get(key), unit = word("unit", rows[0]) ?? "";
      // One figure for a region, year and status: the first.
      const regions = new Map();
      for (const n of rows) {
        const points = regions.get(word("region", n)) ?? regions.set(word("region", n), new Map()).get(word("region", n));
        const at = `${data.year[n]} ${word("status", n)}`;
        if (!points.has(at)) points.set(at, n);
      }
      const series = [...regions].map(([region, points]) => ({ region, points: [...points.values()].sort((a, b) => data.year[a] - data.year[b]) }))
        .sort((a, b) => b.points.length - a.points.length);
      const years = new Set(rows.map((n) => data.year[n]));
      const drawn = series.slice(0, years.size > 1 ? SERIES : BARS);
      const picture = years.size > 1 ? this.lines(drawn, unit) : bars(drawn.map((s) => s.points[0]), (n) => word("region", n));
      const more = series.length - drawn.length;
      this.place.querySelector(".plot").replaceChildren(...picture, more ? element("p", { class: "quiet small" }, `另有 ${more} 个地区未画出`) : "");
    },

    lines(series, unit) {
      const all = series.flatMap((s) => s.points), values = all.map((n) => data.value[n]), years = all.map((n) => data.year[n]);
      let low = Math.min(...values), high = Math.max(...values);
      if (low > 0 && low < 0.5 * high) low = 0;
      if (high < 0 && high > 0.5 * low) high = 0;
      const steps = ticks(low, high), [bottom, top] = [steps[0], steps.at(-1)];
      const [first, last] = [Math.min(...years), Math.max(...years)];
      const width = Math.max(300, this.place.querySelector(".plot").clientWidth), height = 300, left = 70, right = 30, above = 14, below = 28;
      const x = (year) => left + ((year - first) / (last - first || 1)) * (width - left - right);
      const y = (value) => above + (1 - (value - bottom) / (top - bottom || Math.abs(top) || 1)) * (height - above - below);
      const svg = element("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "折线图:每点是一个地区一年的数值" });
      for (const step of steps) {
        svg.append(element("line", { class: "axis", x1: left, x2: width - right, y1: y(step), y2: y(step) }),
          element("text", { x: left - 8, y: y(step) + 4, "text-anchor": "end" }, short(step, unit)));
      }
      const every = Math.ceil(((last - first + 1) * 56) / width);
      for (let year = first; year <= last; year += every) svg.append(element("text", { x: x(year), y: height - 8, "text-anchor": "middle" }, String(year)));
      series.forEach((s, n) => {
        const actual = s.points.filter((p) => word("status", p) !== "target");
        const path = actual.map((p, i) => `${i ? "L" : "M"}${x(data.year[p]).toFixed(1)} ${y(data.value[p]).toFixed(1)}`).join("");
        svg.append(element("path", { class: `line s${n}`, d: path || "M0 0", stroke: "var(--s)", "stroke-dasharray": n > 3 ? "6 3" : null }));
        for (const p of s.points) {
          const target = word("status", p) === "target";
          svg.append(element("circle", {
            class: `point s${n}${target ? " target" : ""}`, cx: x(data.year[p]), cy: y(data.value[p]), r: 5, tabindex: 0, role: "button",
            style: target ? "stroke:var(--s)" : "fill:var(--s)", "aria-label": `${s.region} ${word("period", p)} ${data.shown[p]}`,
            onclick: () => reveal(p), onkeydown: pressed(() => reveal(p)),
          }, element("title", {}, `${s.region} ${word("period", p)}${target ? " 目标" : ""}:${data.shown[p]}`)));
        }
      });
      const legend = element("ul", { class: "legend" }, ...series.map((s, n) =>
        element("li", { class: `s${n}` }, element("span", { class: "swatch", style: `border-color:var(--s);border-top-style:${n > 3 ? "dashed" : "solid"}` }), s.region)));
      if (all.some((p) => word("status", p) === "target")) legend.append(element("li", {}, "空心:目标"));
      return [svg, legend];
    },
  },

  growth: {
    place: document.getElementById("growth"),

    begin() {
      const rows = [];
      for (let n = 0; n < size; n++) if (word("measure", n) === "growth" && ["%", "‰"].includes(word("unit", n))) rows.push(n);
      const counts = new Map();
      for (const n of rows) counts.set(word("document", n), (counts.get(word("document", n)) ?? 0) + 1);
      const select = this.place.querySelector("select");
      options(select, [["", `全部(${rows.length})`], ...[...counts].sort((a, b) => b[1] - a[1]).map(([name, n]) => [name, `${titled(name)}(${n})`])]);
      const draw = () => {
        const chosen = rows.filter((n) => !select.value || word("document", n) === select.value).sort((a, b) => data.value[b] - data.value[a]);
        // Of many, those at both ends say most.
        const shown = chosen.length > BARS ? [...chosen.slice(0, BARS / 2), ...chosen.slice(-BARS / 2)] : chosen;
        this.place.querySelector(".plot").replaceChildren(
          ...(shown.length ? bars(shown, (n) => word("metric_name", n), (n) => `${word("region", n) ?? ""} ${word("period", n) ?? ""}`) : [element("p", { class: "quiet" }, "没有增速。")]),
          chosen.length > shown.length ? element("p", { class: "quiet small" }, `共 ${chosen.length} 个,只画最高和最低各 ${BARS / 2} 个`) : "");
      };
      select.addEventListener("change", draw);
      draw();
    },
  },

  compare: {
    place: document.getElementById("compare"),

    begin() {
      const selects = [...this.place.querySelectorAll("select")];
      if (data.pairs) {
        selects.forEach((select, n) => select.replaceWith(titled(data.compared[n])));
        this.draw(data.pairs.filter((p) => p.a && p.b));
        return;
      }
      const documents = data.documents.filter((d) => d.named + d.own);
      selects.forEach((select) => options(select, documents.map((d) => [d.document, titled(d.document)])));
      const draw = () => this.draw(this.joined(selects[0].value, selects[1].value));
      selects.forEach((select) => select.addEventListener("change", draw));
      if (documents.length < 2) {
        this.draw([]);
        return;
      }
      [selects[0].value, selects[1].value] = this.nearest(documents.map((d) => d.document));
      draw();
    },

    /** The rows of a document by metric, measure, unit and status, where each has one alone. */
    keyed(document) {
      const found = new Map();
      for (let n = 0; n < size; n++) {
        if (word("document", n) !== document || word("domain", n) === data.others) continue;
        const key = ["metric", "measure", "unit", "per", "status", "base"].map((name) => word(name, n) ?? "").join("\u0000");
        found.set(key, found.has(key) ? null : n);
      }
      return found;
    },

    joined(a, b) {
      const other = this.keyed(b);
      return [...this.keyed(a)].filter(([key, n]) => n !== null && (other.get(key) ?? null) !== null).map(([key, n]) => {
        const m = other.get(key);
        const side = (row) => ({ value: data.value[row], shown: data.shown[row], where: `${word("region", row) ?? ""} ${word("period", row) ?? ""}`, status: word("status", row), row });
        return { name: word("metric_name", n), measure: word("measure", n), unit: word("unit", n), a: side(n), b: side(m) };
      });
    },

    /** The two documents that have most metrics in common, among the first thirty. */
    nearest(names) {
      const keys = names.slice(0, 30).map((name) => [name, this.keyed(name)]);
      let best = [names[0], names[1]], most = -1;
      for (let i = 0; i < keys.length; i++) {
        for (let j = i + 1; j < keys.length; j++) {
          let common = 0;
          for (const key of keys[i][1].keys()) common += keys[j][1].has(key);
          if (common > most) [most, best] = [common, [keys[i][0], keys[j][0]]];
        }
      }
      return best;
    },

    draw(pairs) {
      const plot = this.place.querySelector(".plot");
      if (!pairs.length) {
        plot.replaceChildren(element("p", { class: "quiet" }, "两份报告没有同一规则命名的指标。"));
        return;
      }
      const bar = (side, most, name) => element("i", { class: `${name}${side.status === "target" ? " target" : ""}`, style: `width:${most ? (100 * Math.abs(side.value)) / most : 0}%` });
      const value = (side) => (side.row === null || side.row === undefined ? element("span", {}, side.shown) : open(side.row, side.shown, { title: side.where }));
      plot.replaceChildren(element("ol", { class: "bars" }, ...pairs.slice(0, BARS).map((p) => {
        const most = Math.max(Math.abs(p.a.value), Math.abs(p.b.value));
        return element("li", {},
          element("span", { class: "what" }, p.name, element("small", {}, MEASURES[p.measure])),
          element("span", { class: "track two", "aria-hidden": "true" }, bar(p.a, most, "s0"), bar(p.b, most, "s1")),
          element("span", { class: "figure-value small" }, value(p.a), element("br"), value(p.b)));
      })), element("p", { class: "quiet small" }, (pairs.length > BARS ? `共 ${pairs.length} 对,画前 ${BARS} 对。` : "") + "每对自成一尺;悬停看地区和时期。"
        + (data.pairs ? "" : "只对照规则命名、各出现一次的指标;全部对比用 --diff。")));
    },
  },

  coverage: {
    place: document.getElementById("coverage"),

    begin() {
      const listed = data.documents.filter((d) => d.named + d.own + d.silent).sort((a, b) => b.named + b.own + b.silent - (a.named + a.own + a.silent));
      const most = Math.max(1, ...listed.map((d) => d.named + d.own + d.silent));
      const part = (count, name) => (count ? element("i", { class: name, style: `width:${(100 * count) / most}%` }) : "");
      this.place.querySelector(".plot").replaceChildren(
        element("ul", { class: "legend" }, ...[["named", "规则命名"], ["own", "按原文用语"], ["lost", "未取"]].map(([name, text]) =>
          element("li", {}, element("span", { class: `key ${name}` }), text))),
        element("ol", { class: "bars" }, ...listed.slice(0, BARS).map((d) => element("li", {},
          element("button", { type: "button", class: "what", title: d.document, onclick: () => filters.only("document", d.document) }, titled(d.document), element("small", {}, `${d.region ?? "地区不明"} ${d.year ?? "年份不明"}`)),
          element("span", { class: "track", "aria-hidden": "true" }, part(d.named, "named"), part(d.own, "own"), part(d.silent, "lost")),
          element("span", { class: "figure-value small", title: "规则命名 / 按原文用语 / 未取" }, `${d.named} / ${d.own} / ${d.silent}`)))),
        listed.length > BARS ? element("p", { class: "quiet small" }, `数字最多的 ${BARS} 份;全部见“文件”`) : "");
    },
  },
};

/** Bars of rows around a common zero, each leading to its row. */
function bars(rows, name, below = () => "") {
  const values = rows.map((n) => data.value[n]);
  const low = Math.min(0, ...values), span = Math.max(0, ...values) - low || 1;
  const rates = word("measure", rows[0]) === "growth";
  return [element("ol", { class: "bars" }, ...rows.map((n) => {
    const value = data.value[n], from = (100 * (Math.min(0, value) - low)) / span;
    return element("li", {},
      element("span", { class: "what" }, name(n), element("small", {}, below(n))),
      element("span", { class: `track ${word("measure", n)}`, "aria-hidden": "true" },
        element("i", { style: `margin-left:${from}%;width:${(100 * Math.abs(value)) / span}%`, class: rates ? (value < 0 ? "fall" : "rise") : null })),
      element("span", { class: "figure-value small" }, open(n, data.shown[n] + (word("status", n) === "target" ? "(目标)" : ""))));
  }))];
}

/** A document by its title, or its name where it has none. */
const documents = new Map(data.documents.map((d) => [d.document, d]));
const titled = (name) => documents.get(name)?.title || name;
