// The charts of a report. The tables are there already; a chart is drawn above each from the document in the page, and the tables are folded.
import { compose } from "./charts.js";
import { theme } from "./theme.js";
import { BarChart, CustomChart, GraphChart, HeatmapChart, LineChart, SankeyChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  BarChart, CustomChart, GraphChart, HeatmapChart, LineChart, SankeyChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent,
  TitleComponent, TooltipComponent, VisualMapComponent, SVGRenderer,
]);

const page = JSON.parse(document.getElementById("data").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");
const places = [];
// Areas that colours alone tell apart have patterns too; lines have dashes, and points stand beside their names.
const patterned = new Set(["answers", "uplift"]), chosen = new Set(["flow", "network"]);

// What the chart says to who cannot see it: heading and explanation; the numbers are in the table beneath.
function describe(box) {
  const section = box.closest("section");
  return section.querySelector("h2").textContent + ". " + section.querySelector(".about").textContent;
}

function draw(place, printed) {
  const width = place.box.clientWidth || 700;
  const option = compose(page, place.box.dataset.chart, { width, choice: place.choice, look: theme(dark.matches && !printed) });
  place.box.style.height = option.height + "px";
  delete option.height;
  place.chart ||= echarts.init(place.box, null, { renderer: "svg", locale: page.language === "zh" ? "ZH" : "EN" });
  place.chart.resize({ width, height: "auto" });
  place.chart.setOption({ aria: { enabled: true, label: { description: describe(place.box) }, decal: { show: patterned.has(place.box.dataset.chart) } }, animation: false, ...option }, true);
  place.box.setAttribute("role", "img");
}

function drawAll(printed) {
  for (const place of places) draw(place, printed);
}

// A choice of scenario above a chart that shows one at a time.
function offerChoice(place) {
  const label = document.createElement("label"), select = document.createElement("select");
  label.className = "choose";
  label.append(page.words["chart.choose"], select);
  page.scenarios.forEach((name, i) => select.add(new Option(page.words["scenario." + name] ?? name, i)));
  select.onchange = () => { place.choice = Number(select.value); draw(place); };
  place.box.before(label);
}

for (const box of document.querySelectorAll("[data-chart]")) {
  const place = { box, choice: 0 };
  box.hidden = false;
  try {
    draw(place);
    places.push(place);
    if (chosen.has(box.dataset.chart) && page.scenarios.length > 1) offerChoice(place);
    const numbers = box.parentElement.querySelector("details.numbers");
    if (numbers) numbers.open = false;
  } catch (error) {
    box.hidden = true; // the table tells it all
    console.error(error);
  }
}

let resizing;
addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(drawAll, 150); });
dark.addEventListener("change", () => drawAll());

// On paper: light colours, pictures as wide as the page, and the tables that fit a page or so.
function toPaper() {
  drawAll(true);
  for (const { box, chart } of places) {
    chart.getZr().flush();
    const svg = box.querySelector("svg");
    svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
  }
  for (const numbers of document.querySelectorAll("details")) numbers.open = true;
}
addEventListener("beforeprint", toPaper);
addEventListener("afterprint", () => drawAll());
