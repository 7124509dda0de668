// What each chart shows: from the page's document to an option of ECharts, with the height that it needs.
import { bars, forest, frame, interval, lines, name, number, percent, points } from "./parts.js";

const shown = ["stayed_during_cut", "retention", "switching", "share"];

// Differences from the base, one block of lines for each outcome.
function scenarios(page, view) {
  const rows = [];
  for (const outcome of shown)
    for (const d of page.compare.differences) {
      if (d.outcome !== outcome || d.mean === null) continue;
      const place = page.scenarios.indexOf(d.scenario);
      rows.push({ group: name(page, "outcome", outcome), label: name(page, "scenario", d.scenario), place, mean: d.mean * 100, lower: d.lower * 100, upper: d.upper * 100 });
    }
  return forest(page, view, rows, fill(page, "chart.difference"));
}

// Of a single run: share and retention of each brand.
function answers(page, view) {
  const kept = page.answer.filter((a) => ["share", "retention", "switching"].includes(a.name));
  const series = page.brands.map((brand, b) => ({ label: brand, value: kept.map((a) => a.value[b]), lower: kept.map((a) => a.lower?.[b]), upper: kept.map((a) => a.upper?.[b]) }));
  return bars(page, view, kept.map((a) => name(page, "outcome", a.name)), series, percent);
}

function fill(page, key) {
  return page.words[key].replace("{base}", name(page, "scenario", page.base ?? ""));
}

const overTime = (strand) => (page, view) => lines(page, view, page.strands[strand], (k) => (k + 1) * page.period, page.words["chart.week"]);

function survival(page, view) {
  const option = lines(page, view, page.strands.survival, (k) => k * page.step, page.words["chart.weeks since"], true);
  const last = Math.max(...page.strands.survival.map((of) => (of ? of.mean.filter((x) => x !== null).length - 1 : 0)));
  option.xAxis.max = last * page.step;
  for (const series of option.series) if (series.type === "line" && series.name) series.step = "end";
  return option;
}

// A square for each scenario, side by side or below each other.
function switching(page, { width, look }) {
  const brands = page.brands, n = brands.length, across = Math.max(1, Math.min(page.scenarios.length, Math.floor(width / 290)));
  const side = Math.min(300, width / across), label = Math.min(86, side * 0.3), cell = Math.min(62, (side - label - 12) / n), high = cell * n + 76;
  const option = { ...frame(look), height: Math.ceil(page.scenarios.length / across) * high, title: [], grid: [], xAxis: [], yAxis: [], series: [] };
  delete option.legend;
  page.scenarios.forEach((scenario, s) => {
    const count = page.strands.switching[s]?.mean;
    if (!count) return;
    const left = (s % across) * side + label, top = Math.floor(s / across) * high + 58, i = option.grid.length;
    const text = { ...look.text, fontSize: 12, width: label - 10, overflow: "truncate" };
    option.title.push({ text: name(page, "scenario", scenario), left: left - label, top: top - 56, textStyle: { ...look.text, fontWeight: 600, fontSize: 14, width: side - 16, overflow: "truncate" } });
    option.grid.push({ left, top, width: cell * n, height: cell * n });
    option.xAxis.push({ gridIndex: i, type: "category", data: brands, position: "top", axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...text, width: cell - 4, interval: 0, fontSize: 11 } });
    option.yAxis.push({ gridIndex: i, type: "category", data: brands, inverse: true, axisLine: { show: false }, axisTick: { show: false }, axisLabel: text });
    const data = [];
    for (let from = 0; from < n; from++) {
      const all = count.slice(from * n, from * n + n).reduce((a, b) => a + b, 0);
      for (let to = 0; to < n; to++) if (all > 0) data.push([to, from, count[from * n + to] / all]);
    }
    option.series.push({
      type: "heatmap", xAxisIndex: i, yAxisIndex: i, data, itemStyle: { borderColor: look.paper, borderWidth: 2, decal: "none" },
      label: { show: cell > 34, formatter: (p) => percent(p.value[2], 0), fontSize: 12 },
      tooltip: { formatter: (p) => escape(`${brands[p.value[1]]} → ${brands[p.value[0]]}: `) + percent(p.value[2]) },
    });
  });
  for (const series of option.series) for (let k = 0; k < series.data.length; k++) series.data[k] = { value: series.data[k], label: { color: legible(series.data[k][2], look) } };
  option.visualMap = { show: false, min: 0, max: 1, dimension: 2, inRange: { color: look.ramp }, seriesIndex: option.series.map((_, i) => i) };
  return option;
}

// Dark on the light half of the ramp and light on the other half.
function legible(share, look) {
  return look.ink === "#22282e" ? (share > 0.62 ? "#ffffff" : look.ink) : (share > 0.7 ? "#16191d" : look.ink);
}

function escape(text) {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

// From each brand on the left to each on the right, of one scenario.
function flow(page, { width, choice, look }) {
  const brands = page.brands, n = brands.length, count = page.strands.switching[choice].mean, links = [];
  for (let k = 0; k < n * n; k++) if (count[k] > 0) links.push({ source: "from " + Math.floor(k / n), target: "to " + (k % n), value: count[k] });
  const nodes = ["from", "to"].flatMap((side) => brands.map((_, b) => ({ name: `${side} ${b}`, depth: side === "from" ? 0 : 1, itemStyle: { color: look.of(b), borderWidth: 0 }, label: { position: side === "from" ? "right" : "left" } })));
  const label = (id) => brands[Number(id.split(" ")[1])];
  return {
    ...frame(look), legend: undefined, height: Math.max(240, 70 * n + 40), grid: undefined,
    series: [{
      type: "sankey", left: 4, right: 4, top: 16, bottom: 16, nodeWidth: 14, nodeGap: 18, layoutIterations: 0, draggable: false, emphasis: { focus: "adjacency" },
      data: nodes.filter((node) => links.some((l) => l.source === node.name || l.target === node.name)), links,
      lineStyle: { color: "source", opacity: 0.38, curveness: 0.5 }, itemStyle: { decal: "none" },
      label: { ...look.text, formatter: (p) => label(p.name), width: width / 3, overflow: "truncate" },
      tooltip: { formatter: (p) => p.dataType === "edge" ? escape(`${label(p.data.source)} → ${label(p.data.target)}: `) + number(p.data.value, 0) : escape(label(p.name)) + ": " + number(p.value, 0) },
    }],
  };
}

function trust(page, view) {
  const classes = ["expressive", "mixed", "instrumental"], at = (strand, s, c) => page.strands[strand][s], rows = [];
  for (const strand of ["affective", "cognitive"])
    classes.forEach((c, i) => page.scenarios.forEach((scenario, s) => {
      const of = at(strand, s), k = 2 - i;
      if (of && of.mean[k] !== null)
        rows.push({ group: `${name(page, "trust", strand)} · ${name(page, "class", c)}`, label: name(page, "scenario", scenario), place: s, mean: of.mean[k], lower: of.lower[k], upper: of.upper[k] });
    }));
  return forest(page, view, rows, "", (x, digits = 3) => number(x, digits), { min: 0, max: 1, digits: 1 });
}

// Four groups that make up all customers, a bar for each scenario.
function uplift(page, { look, width }) {
  const groups = ["persuadable", "sure_thing", "lost_cause", "sleeping_dog"], all = page.compare.uplift;
  const option = frame(look), narrow = width < 560;
  return {
    ...option, height: 110 + all.length * 62 + (narrow ? 24 : 0), grid: { left: 8, right: 24, top: narrow ? 64 : 44, bottom: 8, containLabel: true },
    xAxis: { type: "value", min: 0, max: 1, axisLabel: { ...look.text, formatter: (x) => percent(x, 0) }, splitLine: { lineStyle: { color: look.line } } },
    yAxis: { type: "category", inverse: true, data: all.map((u) => name(page, "scenario", u.scenario)), axisLabel: { ...look.text, width: narrow ? 90 : 180, overflow: "break" }, axisTick: { show: false }, axisLine: { show: false } },
    series: groups.map((group, g) => ({
      type: "bar", stack: "all", name: name(page, "group", group), data: all.map((u) => u.groups[group].share), barMaxWidth: 34, itemStyle: { color: look.groups[g], borderColor: look.paper, borderWidth: 1 },
      tooltip: { valueFormatter: (x) => percent(x) },
    })),
  };
}

// The segments with the highest uplift under any scenario, as far as a page holds them; the table has all.
function segments(page, view) {
  const best = new Map(), rows = [];
  page.compare.uplift.forEach((u) => u.segments.forEach((s) => {
    if (s.uplift === null) return;
    const group = `${name(page, "by", s.by)}: ${name(page, s.by, s.value)}`, times = (x) => (x === null ? null : x * 100);
    best.set(group, Math.max(best.get(group) ?? -1, s.uplift));
    rows.push({ group, label: name(page, "scenario", u.scenario), place: page.scenarios.indexOf(u.scenario), mean: times(s.uplift), lower: times(s.lower), upper: times(s.upper) });
  }));
  const order = [...best.keys()].sort((a, b) => best.get(b) - best.get(a)).slice(0, 12), kept = rows.filter((r) => order.includes(r.group));
  kept.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group) || a.place - b.place);
  return forest(page, view, kept, page.words["chart.uplift"]);
}

// Communities at the places that they have in every picture of the run, as dark as the brand's share in them; links behind them.
function network(page, { width, choice, look }) {
  const { nodes, links, share } = page.picture, high = Math.min(620, Math.max(320, width * 0.72)), most = Math.max(...links.map((l) => l.weight), 1);
  const shares = share[choice] ?? [], scale = Math.min(width, high) - 60;
  const top = Math.max(0.1, Math.ceil(10 * Math.max(...share.flatMap((of) => of ?? []))) / 10), edge = Math.max(...nodes.map((n) => n.radius)) * scale + 4;
  return {
    ...frame(look), legend: undefined, grid: undefined, height: high + 44,
    visualMap: { type: "continuous", seriesIndex: 0, min: 0, max: top, dimension: 0, calculable: false, inRange: { color: look.ramp }, orient: "horizontal", left: "center", bottom: 0, itemWidth: 12, itemHeight: 160, text: [percent(top, 0), "0%"], textStyle: look.text, show: true },
    series: [{
      type: "graph", layout: "none", left: edge, right: edge, top: edge, height: high - 2 * edge, roam: false, itemStyle: { borderColor: look.soft, borderWidth: 1 },
      data: nodes.map((n, i) => ({ id: String(i), name: String(i + 1), x: n.x * width, y: n.y * high, value: shares[i] ?? 0, symbolSize: Math.max(6, 2 * n.radius * scale) })),
      links: links.map((l) => ({ source: String(l.from), target: String(l.to), lineStyle: { width: 0.5 + 5 * l.weight / most, opacity: 0.12 + 0.5 * l.weight / most } })),
      lineStyle: { color: look.soft, curveness: 0.08 },
      tooltip: { formatter: (p) => p.dataType === "node" ? `${number(nodes[p.dataIndex].people, 0)} ${page.words["chart.people"]}, ${escape(page.brand)} ${percent(shares[p.dataIndex])}` : "" },
    }],
  };
}

const charts = { scenarios, answers, share: overTime("share"), staying: overTime("staying"), survival, switching, flow, trust, uplift, segments, network };

export function compose(page, id, view) {
  return charts[id](page, view);
}
