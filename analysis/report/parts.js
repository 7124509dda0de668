// What charts have in common: numbers as the tables write them, lines with bands, points with intervals, bars.
export function number(x, digits = 1) {
  if (x === null || x === undefined || !isFinite(x)) return "–";
  return x.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−");
}
export const percent = (x, digits = 1) => (x === null || x === undefined ? "–" : number(x * 100, digits) + "%");
export const points = (x, digits = 1) => (x > 0 ? "+" : "") + number(x, digits);
// "[68.0 – 74.0]" as a text
export const interval = (of, k, say) => (of.lower[k] === null ? "" : ` (${say(of.lower[k])} – ${say(of.upper[k])})`);

// The page's word for a name of the model; else the name itself.
export function name(page, kind, key) {
  return page.words[`${kind}.${key}`] ?? key;
}

export function frame(look) {
  return {
    textStyle: look.text, backgroundColor: "transparent",
    legend: { top: 0, left: 0, itemGap: 16, itemWidth: 26, textStyle: look.text, inactiveColor: look.soft },
    tooltip: { confine: true, backgroundColor: look.card, borderColor: look.line, textStyle: { ...look.text, fontSize: 13 } },
    grid: { left: 8, right: 20, top: 48, bottom: 8, containLabel: true },
  };
}

// About how many pixels a label takes: Chinese characters are as wide as high.
const wide = (text) => [...text].reduce((sum, c) => sum + (c > "\u2e7f" ? 13.5 : 7.8), 0);

function fit(text, room) {
  if (wide(text) <= room) return text;
  let short = text;
  while (short && wide(short) > room - 12) short = [...short].slice(0, -1).join("");
  return short + "…";
}

const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

// A line for each scenario over weeks, shares from 0 up, with a band where there is an interval.
export function lines(page, { width, look }, each, week, axis, whole) {
  const option = frame(look), tallest = Math.max(0, ...each.flatMap((of) => (of ? [...of.mean, ...of.upper] : [])).filter((x) => x !== null));
  const long = page.scenarios.map((s) => name(page, "scenario", s)).join("").length;
  const rows = Math.ceil((long * 9 + page.scenarios.length * 50) / width);
  const series = [];
  each.forEach((of, s) => {
    if (!of) return;
    const at = (list) => list.map((x, k) => [week(k), x]), step = whole ? "end" : undefined;
    if (of.lower.some((x) => x !== null)) {
      const band = { type: "line", stack: `band ${s}`, symbol: "none", silent: true, lineStyle: { opacity: 0 }, step, tooltip: { show: false }, z: 1 };
      series.push({ ...band, data: at(of.lower) }, { ...band, data: at(of.upper.map((x, k) => (x === null ? null : x - of.lower[k]))), areaStyle: { color: look.of(s), opacity: 0.16 } });
    }
    series.push({ type: "line", name: name(page, "scenario", page.scenarios[s]), data: at(of.mean), symbol: "none", z: 3, itemStyle: { color: look.of(s) }, lineStyle: { color: look.of(s), width: 2.2, type: look.dash(s) } });
  });
  const shown = series.filter((s) => s.name);
  if (!whole && page.branch_week > 0 && shown.length > 0)
    shown[0].markLine = { symbol: "none", silent: true, animation: false, lineStyle: { color: look.soft, type: "dotted" }, label: { ...look.text, color: look.soft, fontSize: 12, formatter: page.words["chart.branch"], position: "insideEndTop" }, data: [{ xAxis: page.branch_week }] };
  return {
    ...option, series, height: (width < 560 ? 270 : 340) + rows * 22, grid: { ...option.grid, top: 16 + rows * 24, bottom: 30 },
    legend: { ...option.legend, itemStyle: { opacity: 0 }, data: shown.map((s) => s.name), show: shown.length > 1 },
    tooltip: {
      ...option.tooltip, trigger: "axis",
      formatter: (items) => {
        const k = items[0].dataIndex, of = (s) => each[s];
        return `${page.words["chart.week"]} ${items[0].value[0]}<br>` + page.scenarios.map((s, i) => (of(i) ? `${escape(name(page, "scenario", s))}: <b>${percent(of(i).mean[k])}</b>${interval(of(i), k, (x) => percent(x))}` : "")).filter(Boolean).join("<br>");
      },
    },
    xAxis: { type: "value", min: 0, max: "dataMax", name: axis, nameLocation: "middle", nameGap: 26, nameTextStyle: look.text, axisLabel: look.text, axisLine: { lineStyle: { color: look.soft } }, splitLine: { show: false } },
    yAxis: { type: "value", min: 0, max: whole || tallest > 0.7 ? 1 : undefined, axisLabel: { ...look.text, formatter: (x) => percent(x, 0) }, splitLine: { lineStyle: { color: look.line } } },
  };
}

// The bar from lower to upper, with ends.
function whisker(look) {
  return (params, api) => {
    const [low, high] = [api.coord([api.value(1), api.value(0)]), api.coord([api.value(2), api.value(0)])];
    const style = { stroke: api.value(3) !== undefined ? look.of(api.value(3)) : look.ink, lineWidth: 2, fill: "none" };
    const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
    return { type: "group", children: [line(low[0], low[1], high[0], high[1]), line(low[0], low[1] - 4, low[0], low[1] + 4), line(high[0], high[1] - 4, high[0], high[1] + 4)] };
  };
}

// Points with intervals, a line for each row, rows of one group together under its name. Rows: {group, label, place, mean, lower, upper}.
export function forest(page, { width, look }, rows, axis, say = points, extent = {}) {
  const option = frame(look), labels = [], several = new Set(rows.map((r) => r.place)).size > 1, data = [];
  for (const [i, row] of rows.entries()) {
    if (several && (i === 0 || rows[i - 1].group !== row.group)) labels.push({ group: row.group });
    data.push({ ...row, y: labels.length });
    labels.push(row);
  }
  const widest = Math.max(...labels.map((l) => wide(several ? l.label ?? "" : l.group))) + 22;
  const narrow = width < 560, room = Math.max(several ? 0.24 * width : 0, Math.min(widest, width * 0.42));
  const text = labels.map((l) => (several ? (l.label === undefined ? `{group|${fit(l.group, width - 24)}}` : fit(l.label, room - 12)) : fit(l.group, room - 12)));
  return {
    ...option, legend: undefined, height: labels.length * (narrow ? 30 : 27) + (axis ? 56 : 34),
    grid: { left: room, right: 24, top: 6, bottom: axis ? 48 : 26 },
    xAxis: { type: "value", min: extent.min, max: extent.max, name: axis, nameLocation: "middle", nameGap: 28, nameTextStyle: { ...look.text, fontSize: 12 }, axisLabel: { ...look.text, hideOverlap: true, formatter: (x) => say(x, extent.digits ?? (Number.isInteger(x) ? 0 : 1)) }, splitNumber: narrow ? 3 : 6, splitLine: { lineStyle: { color: look.line } } },
    yAxis: { type: "category", inverse: true, data: text.map((_, i) => i), axisTick: { show: false }, axisLine: { show: !extent.max, onZero: true, lineStyle: { color: look.soft } }, axisLabel: { ...look.text, interval: 0, margin: room - 4, align: "left", onZero: false, rich: { group: { fontWeight: 600, fontSize: 13, color: look.ink, fontFamily: look.text.fontFamily } }, formatter: (_, i) => text[i] } },
    series: [
      { type: "custom", renderItem: whisker(look), data: data.filter((r) => r.lower !== null).map((r) => [r.y, r.lower, r.upper, r.place]), encode: { x: [1, 2], y: 0 }, silent: true, z: 2 },
      {
        type: "custom", z: 3, data: data.map((r) => [r.y, r.mean, r.place]), encode: { x: 1, y: 0 },
        renderItem: (params, api) => {
          const [cx, cy] = api.coord([api.value(1), api.value(0)]);
          return { type: "circle", shape: { cx, cy, r: 5.5 }, style: { fill: look.of(api.value(2)), stroke: look.paper, lineWidth: 1.5 } };
        },
        tooltip: { formatter: (p) => { const r = data[p.dataIndex]; return `${escape(r.group)}<br>${escape(r.label)}: <b>${say(r.mean)}</b>` + (r.lower === null ? "" : ` (${say(r.lower)} – ${say(r.upper)})`); } },
      },
    ],
  };
}

// Bars side by side. series: [{label, value, lower, upper}], one value for each category.
export function bars(page, { width, look }, categories, series, say) {
  const option = frame(look);
  return {
    ...option, height: 340, grid: { ...option.grid, top: 56 },
    xAxis: { type: "category", data: categories, axisLabel: { ...look.text, interval: 0, width: (width - 60) / categories.length - 8, overflow: "break" }, axisTick: { show: false }, axisLine: { lineStyle: { color: look.soft } } },
    yAxis: { type: "value", min: 0, axisLabel: { ...look.text, formatter: (x) => say(x, 0) }, splitLine: { lineStyle: { color: look.line } } },
    series: series.map((s, i) => ({ type: "bar", name: s.label, data: s.value, barMaxWidth: 46, itemStyle: { color: look.of(i) }, label: { show: width > 560, position: "top", formatter: (p) => say(p.value), ...look.text, fontSize: 12 }, tooltip: { valueFormatter: (x) => say(x) } })),
  };
}
