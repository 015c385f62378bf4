// Draws the portal's charts. What they show comes whole from the server; here are only pixels, and the ticks of time, which depend on the zoom.
import { init } from "./echarts.js";

const minute = 60_000, hour = 60 * minute, day = 24 * hour;
const steps = [minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day];

// The canvas knows no variables of a style sheet.
function colourOf(element, variable) {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  probe.hidden = true;
  element.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

const faint = (colour, share) => colour.replace("rgb(", "rgba(").replace(")", `, ${share})`);

// How far local time is ahead of UTC at a moment.
function clockOf(zone) {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const parts = at => Object.fromEntries(format.formatToParts(at).map(part => [part.type, part.value]));
  const ahead = at => {
    const { year, month, day, hour, minute, second } = parts(at);
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };
  return { parts, ahead };
}

// The first days of months of the site's calendar, at most so many.
function monthsOf(clock, from, to, most) {
  const months = Math.ceil((to - from) / (28 * day) / most);
  const { year, month } = clock.parts(from);
  const ticks = [];
  for (let index = Number(month) - 1; ; index += months) {
    const local = Date.UTC(Number(year), index, 1);
    const at = local - clock.ahead(local);
    if (at > to)
      return ticks;
    if (at >= from)
      ticks.push(at);
  }
}

// Full minutes, hours or days of the site's clock, at most so many.
function ticksOf(clock, from, to, most) {
  const step = steps.find(width => (to - from) / width <= most);
  if (step === undefined)
    return monthsOf(clock, from, to, most);
  const ticks = [];
  const first = Math.ceil((from + clock.ahead(from)) / step) * step;
  for (let local = first; ticks.length <= most; local += step) {
    const guess = local - clock.ahead(local - clock.ahead(from));
    const at = local - clock.ahead(guess);
    if (at > to)
      break;
    ticks.push(at);
  }
  return ticks;
}

function tickLabel(clock, at) {
  const { month, day, hour, minute } = clock.parts(at);
  return hour === "00" && minute === "00" ? `${day}.${month}.` : `${hour}:${minute}`;
}

const number = (value, decimals) => value.toLocaleString("de-CH", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace("-", "−");

const text = (tag, className, content) => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = content;
  return element;
};

function tooltipOf(data, hidden, at) {
  const box = document.createElement("div");
  box.className = "chart-tip";
  box.append(text("strong", "", data.points[at].title));
  const list = document.createElement("dl");
  for (const series of data.series.filter(series => !hidden.includes(series.name) && series.values[at] !== null)) {
    const low = series.low?.[at], high = series.high?.[at];
    const band = low != null && high != null && number(low, data.decimals) !== number(high, data.decimals) ? ` (${number(low, data.decimals)} – ${number(high, data.decimals)})` : "";
    list.append(text("dt", "", series.name), text("dd", "number", `${number(series.values[at], data.decimals)} ${data.unit}${band}`));
  }
  box.append(list);
  if (data.points[at].note)
    box.append(text("p", "", data.points[at].note));
  return box;
}

// A band is two stacked areas, the lower one without ink.
function bandOf(data, series, colour) {
  const line = { type: "line", stack: `band ${series.name}`, stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 }, step: series.steps ? "end" : false, z: 1, tooltip: { show: false } };
  const low = data.points.map((point, at) => [point.at, series.low[at]]);
  const rest = data.points.map((point, at) => [point.at, series.high[at] === null || series.low[at] === null ? null : series.high[at] - series.low[at]]);
  return [{ ...line, data: low }, { ...line, data: rest, areaStyle: { color: faint(colour, 0.16) } }];
}

function linesOf(data, hidden, colour) {
  return data.series.filter(series => !hidden.includes(series.name)).flatMap(series => {
    const ink = colour(series.color);
    return [
      ...(series.low && series.high ? bandOf(data, series, ink) : []),
      {
        type: "line", name: series.name, symbol: "none", step: series.steps ? "end" : false, z: 3,
        lineStyle: { color: ink, width: 1.75, type: series.dash ?? "solid" }, itemStyle: { color: ink },
        data: data.points.map((point, at) => [point.at, series.values[at]]),
      },
    ];
  });
}

function barsOf(data, hidden, colour) {
  return data.series.filter(series => !hidden.includes(series.name)).map(series => {
    const ink = colour(series.color);
    return series.asLine
      ? { type: "line", name: series.name, symbol: data.points.length > 40 ? "none" : "circle", symbolSize: 5, z: 3, lineStyle: { color: ink, width: 2, type: series.dash ?? "solid" }, itemStyle: { color: ink }, data: series.values }
      : { type: "bar", name: series.name, stack: "energy", barCategoryGap: "25%", barMaxWidth: 40, itemStyle: { color: ink }, data: series.values };
  });
}

// A line that is not to be crossed belongs into the picture even when everything stays far below it; a point above it keeps it off the edge.
function limitsOf(data, colour) {
  return data.lines.map(line => ({
    type: "line", silent: true, symbol: "none", z: 2, tooltip: { show: false }, data: [[data.from, line.value * 1.02]], lineStyle: { opacity: 0 },
    markLine: {
      symbol: "none", silent: true, animation: false, label: { show: false },
      data: [{ yAxis: line.value, lineStyle: { color: colour(line.color), width: 1.5, type: line.dashed ? [5, 3] : "solid" } }],
    },
  }));
}

function optionOf(element, data, hidden) {
  const colour = variable => colourOf(element, variable);
  const ink = colour("--ink-soft"), hairline = colour("--hairline");
  const style = getComputedStyle(element);
  const bars = data.kind === "Bars";
  const clock = clockOf(data.zone);
  const ticks = ticksNow(element, data, data.from, data.to);
  const axis = { axisLine: { lineStyle: { color: hairline } }, axisTick: { lineStyle: { color: hairline } }, axisLabel: { color: ink, fontSize: 12, hideOverlap: true } };
  return {
    animation: false,
    textStyle: { fontFamily: style.fontFamily, color: ink },
    grid: { left: 52, right: 16, top: 28, bottom: bars ? 28 : 72 },
    tooltip: {
      trigger: "axis", confine: true, transitionDuration: 0, padding: 0, borderWidth: 0, backgroundColor: "transparent", extraCssText: "box-shadow:none",
      axisPointer: { type: bars ? "shadow" : "line", lineStyle: { color: ink, type: "solid", width: 1 }, shadowStyle: { color: faint(ink, 0.1) }, label: { show: false } },
      formatter: items => {
        const at = items[0]?.dataIndex;
        return at === undefined ? "" : tooltipOf(data, hidden, at);
      },
    },
    xAxis: bars
      ? { type: "category", data: data.points.map(point => point.label), ...axis, axisTick: { show: false } }
      : {
          type: "value", min: data.from, max: data.to, splitLine: { show: false }, ...axis,
          axisTick: { ...axis.axisTick, customValues: ticks }, axisLabel: { ...axis.axisLabel, customValues: ticks, formatter: at => tickLabel(clock, at) },
        },
    yAxis: {
      type: "value", name: data.unit, nameTextStyle: { color: ink, align: "right", padding: [0, 6, 0, 0] },
      splitLine: { lineStyle: { color: hairline } }, axisLabel: { color: ink, fontSize: 12, formatter: value => number(value, Number.isInteger(value) ? 0 : 1) },
    },
    dataZoom: bars ? [] : [
      // A wheel alone scrolls the page, as everywhere.
      { type: "inside", filterMode: "none", minValueSpan: 10 * minute, zoomOnMouseWheel: "ctrl", moveOnMouseMove: true, moveOnMouseWheel: false },
      {
        type: "slider", filterMode: "none", height: 22, bottom: 12, brushSelect: false, showDetail: false, borderColor: hairline, fillerColor: faint(colour("--green"), 0.12), handleStyle: { color: colour("--surface"), borderColor: ink },
        moveHandleStyle: { color: hairline }, dataBackground: { lineStyle: { color: hairline }, areaStyle: { color: hairline, opacity: 0.5 } }, selectedDataBackground: { lineStyle: { color: ink }, areaStyle: { color: hairline } },
      },
    ],
    series: [...(bars ? barsOf(data, hidden, colour) : linesOf(data, hidden, colour)), ...limitsOf(data, colour)],
  };
}

const ticksNow = (element, data, from, to) => ticksOf(clockOf(data.zone), from, to, Math.max(3, Math.floor(element.clientWidth / 72)));

/** Draws into the element, and again when its width or the theme changes. */
export function draw(element, data, hidden) {
  const chart = init(element, null, { renderer: "canvas" });
  let shown = { data, hidden };
  const zoomed = () => {
    const { startValue, endValue } = chart.getOption()?.dataZoom?.[0] ?? {};
    return [startValue ?? shown.data.from, endValue ?? shown.data.to];
  };
  const retick = () => {
    if (shown.data.kind === "Bars")
      return;
    const ticks = ticksNow(element, shown.data, ...zoomed());
    chart.setOption({ xAxis: { axisTick: { customValues: ticks }, axisLabel: { customValues: ticks } } });
  };
  const redraw = () => {
    const [startValue, endValue] = zoomed();
    const option = optionOf(element, shown.data, shown.hidden);
    chart.setOption({ ...option, dataZoom: option.dataZoom.map(zoom => ({ ...zoom, startValue, endValue })) }, { notMerge: true });
    retick();
  };
  chart.setOption(optionOf(element, data, hidden));
  chart.on("datazoom", retick);
  const size = new ResizeObserver(() => {
    chart.resize();
    retick();
  });
  size.observe(element);
  const theme = new MutationObserver(redraw);
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", redraw);
  return {
    // Another span is seen whole; the same one stays as the person zoomed it.
    show(data, hidden) {
      const isSame = data.from === shown.data.from && data.to === shown.data.to && data.kind === shown.data.kind;
      shown = { data, hidden };
      if (isSame)
        redraw();
      else
        chart.setOption(optionOf(element, data, hidden), { notMerge: true });
    },
    picture(title) {
      const link = document.createElement("a");
      link.href = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: colourOf(element, "--surface") });
      link.download = `${title.replace(/[^\p{L}\p{N}]+/gu, "-")}.png`;
      link.click();
    },
    end() {
      size.disconnect();
      theme.disconnect();
      dark.removeEventListener("change", redraw);
      chart.dispose();
    },
  };
}
