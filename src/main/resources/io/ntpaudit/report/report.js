"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const root = document.documentElement;
  const D = JSON.parse($("#data").textContent);

  /* The theme: auto follows the system, ?theme=light|dark sets it from outside. */
  const wanted = new URLSearchParams(location.search).get("theme");
  if (wanted === "light" || wanted === "dark") {
    root.dataset.theme = wanted;
    $(`#theme-${wanted}`).checked = true;
  }
  $(".theme").addEventListener("change", (e) => {
    if (e.target.value === "auto") delete root.dataset.theme;
    else root.dataset.theme = e.target.value;
    build();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => build());

  /* The records. Differences are base64 VLQ, as in source maps: ms, ns or 0.001 ppm. */
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const digitOf = new Uint8Array(128);
  for (let i = 0; i < 64; i++) digitOf[DIGITS.charCodeAt(i)] = i;

  /* Calls put with each sum of differences. No shifts: numbers have up to 53 bits. */
  function eachSum(text, put) {
    let sum = 0;
    for (let i = 0; i < text.length;) {
      let digit = digitOf[text.charCodeAt(i++)];
      const isNegative = digit & 1;
      let value = (digit & 31) >> 1;
      for (let place = 16; digit & 32; place *= 32) {
        digit = digitOf[text.charCodeAt(i++)];
        value += (digit & 31) * place;
      }
      sum += isNegative ? -value : value;
      put(sum);
    }
  }

  const N = D.n;
  const FROM = D.from / 1000;
  const TO = D.to / 1000;
  const STEP = D.step / 1000;
  const T = new Float64Array(N); // s since the epoch
  {
    let i = 0;
    eachSum(D.t, (late) => {
      T[i] = (D.t0 + i * D.step + late) / 1000;
      i++;
    });
  }

  /* Numbers with their unit's scale; NaN where a record has none. */
  function differences(column, scale) {
    const out = new Float64Array(N).fill(NaN);
    const places = new Uint32Array(N);
    let count = 0;
    let start = 0;
    column.have.forEach((run, n) => {
      for (let i = start; n % 2 === 0 && i < start + run; i++) places[count++] = i;
      start += run;
    });
    let next = 0;
    eachSum(column.v, (value) => {
      out[places[next++]] = value * scale;
    });
    return out;
  }

  function runs(pairs) {
    const out = new Float64Array(N);
    let i = 0;
    for (let k = 0; k < pairs.length; k += 2) {
      const end = i + pairs[k + 1];
      out.fill(pairs[k] === null ? NaN : pairs[k], i, end);
      i = end;
    }
    return out;
  }

  const C = {
    offset: differences(D.offset, 1e-9),
    bound: differences(D.bound, 1e-9),
    freq: differences(D.freq, 1e-3),
    stratum: runs(D.stratum),
    total: runs(D.total),
    usable: runs(D.usable),
    falset: runs(D.falset),
    reach: runs(D.reach),
  };
  C.falsetickers = C.falset.map((n) => n || NaN); // a line at zero would hide the axis
  const VERDICT = runs(D.verdict);
  const REASON = runs(D.reason);
  const WORDS = ["ok", "warning", "critical", "unknown", "gap"];
  const GAP = 4;

  /* Gaps as [start, end], and what each record is followed by. */
  const gaps = [];
  {
    const ends = [];
    eachSum(D.gaps, (sum) => ends.push((D.from + sum) / 1000));
    for (let i = 0; i < ends.length; i += 2) gaps.push([ends[i], ends[i + 1]]);
  }
  const gapAfter = new Float64Array(N).fill(NaN); // where the gap after a record begins
  for (const [start] of gaps) {
    const i = lower(start) - 1;
    if (i >= 0) gapAfter[i] = start;
  }
  const spells = [...gaps.map(([start, end]) => [start, end, GAP]), ...troubles()];

  /* What is not ok, joined. */
  function troubles() {
    const found = [];
    for (let i = 0; i < N; i++) {
      if (!VERDICT[i]) continue;
      const end = gapAfter[i] || (i + 1 < N ? T[i + 1] : TO);
      const last = found[found.length - 1];
      if (last && last[2] === VERDICT[i] && last[1] === T[i]) last[1] = end;
      else found.push([T[i], end, VERDICT[i]]);
    }
    return found;
  }

  /* Words and units, as in the rest of the page. */
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const MINUS = "\u2212";
  const two = (n) => String(n).padStart(2, "0");
  const at = (t) => new Date(t * 1e3);
  const clock = (t) => two(at(t).getUTCHours()) + ":" + two(at(t).getUTCMinutes());
  const day = (t) => at(t).getUTCDate() + " " + MONTHS[at(t).getUTCMonth()];
  const date = (t) => (day(t) === "1 Jan" ? "1 Jan " + at(t).getUTCFullYear() : day(t));
  const moment = (t) => `${day(t)} ${at(t).getUTCFullYear()} ${clock(t)} UTC`;
  function time(s, digits = 3) {
    const size = Math.abs(s);
    if (!(size > 0)) return size === 0 ? "0\u00a0s" : "not known";
    const [scale, unit] =
      size < 999.5e-9 ? [1e9, "ns"] : size < 999.5e-6 ? [1e6, "µs"] : size < 0.9995 ? [1e3, "ms"] : [1, "s"];
    const value = size * scale;
    const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(value)));
    return (s < 0 ? MINUS : "") + Number(value.toFixed(Math.min(decimals, 2))) + "\u00a0" + unit;
  }
  const offsetWords = (s) => (s === 0 ? "0\u00a0s" : time(Math.abs(s)) + (s > 0 ? " slow" : " fast"));
  const ppm = (v) => v.toFixed(3).replace("-", MINUS) + " ppm";
  function lasting(s) {
    if (s < 5400) return Math.round(s / 60) + " min";
    return s < 2 * 86400 ? Number((s / 3600).toFixed(1)) + " h" : Number((s / 86400).toFixed(1)) + " days";
  }

  /* The window, and what is drawn in it. */
  const SMALLEST = Math.min(12 * STEP, TO - FROM);
  let from = FROM;
  let to = TO;
  let scale = "auto";
  let isLog = false;
  let cursor = Math.max(0, N - 1);
  let charts = [];
  let zoomed = 1; // 2 on paper: twice the resolution
  let isPainting = false;
  const isWhole = () => to - from >= TO - FROM - 1;

  /* The first record that is not before a time. */
  function lower(t) {
    let low = 0;
    let high = N;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (T[middle] < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /*
   * The data of a panel for its pixel columns. Up to two records a column, they are drawn as they
   * are. Above, a column keeps its smallest and its largest value, so that no peak is lost:
   *   range  the lowest and the highest, filled between
   *   path   both, in the order in which they occur
   *   count  as range, with the middle value as the line
   *   most   the highest
   * A gap is a null. A column that no record falls on by chance is undefined: not a break.
   */
  function slice(panel, width) {
    const first = Math.max(0, lower(from) - 1);
    const end = Math.min(N, lower(to) + 1);
    return end - first <= 2 * width ? records(panel, first, end) : columns(panel, first, end, width);
  }

  function records(panel, first, end) {
    const xs = [];
    const rows = panel.series.map(() => []);
    for (let i = first; i < end; i++) {
      xs.push(T[i]);
      panel.series.forEach((s, k) => {
        const value = C[s.name][i];
        rows[k].push(value === value ? value : null);
      });
      if (gapAfter[i] === gapAfter[i]) {
        xs.push(gapAfter[i]);
        rows.forEach((row) => row.push(null));
      }
    }
    const data = [xs];
    panel.series.forEach((s, k) => {
      const row = rows[k];
      if (s.draw === "range") data.push(s.mirrored ? row.map((v) => (v === null ? v : -v)) : row, row);
      else if (s.draw === "count") data.push(row, row, row);
      else data.push(row);
    });
    return data;
  }

  function columns(panel, first, end, width) {
    const grid = gridOf(first, end, width);
    const isPath = panel.series.some((s) => s.draw === "path");
    return [isPath ? grid.pairs : grid.centres, ...panel.series.flatMap((s) => reduced(s, grid))];
  }

  /* The pixel columns of the window: all panels share them, and what was reduced to them. */
  let grid = { key: "" };
  function gridOf(first, end, width) {
    const key = `${from} ${to} ${width}`;
    if (grid.key === key) return grid;
    const w = (to - from) / width;
    const centres = new Array(width);
    const pairs = new Array(2 * width);
    const starts = new Uint32Array(width + 1).fill(end);
    starts[0] = first;
    for (let q = 0, i = first; q < width; q++) {
      centres[q] = from + (q + 0.5) * w;
      pairs[2 * q] = from + (q + 0.25) * w;
      pairs[2 * q + 1] = from + (q + 0.75) * w;
      if (q === 0) continue;
      const edge = from + q * w;
      while (i < end && T[i] < edge) i++;
      starts[q] = i;
    }
    grid = { key, width, starts, centres, pairs, hollow: hollows(starts, w, width), rows: new Map() };
    return grid;
  }

  /* What a column without a record holds: null in a gap, else undefined. */
  function hollows(starts, w, width) {
    const out = new Array(width);
    for (let q = 0; q < width; q++) {
      if (starts[q] === starts[q + 1]) {
        const last = starts[q] - 1;
        out[q] = last < 0 || gapAfter[last] < from + (q + 1) * w ? null : undefined;
      }
    }
    return out;
  }

  const DRAWN = { range: 2, path: 1, count: 3, most: 1 };

  function reduced(s, grid) {
    const key = s.name + s.draw;
    if (!grid.rows.has(key)) grid.rows.set(key, reduce(s, grid));
    return grid.rows.get(key);
  }

  function reduce(s, { starts, hollow, width }) {
    const values = C[s.name];
    const length = s.draw === "path" ? 2 * width : width;
    const rows = Array.from({ length: DRAWN[s.draw] }, () => new Array(length));
    for (let q = 0; q < width; q++) {
      const end = starts[q + 1];
      let low = Infinity;
      let high = -Infinity;
      let lowAt = 0;
      let highAt = 0;
      for (let i = starts[q]; i < end; i++) {
        const v = values[i];
        if (v < low) {
          low = v;
          lowAt = i;
        }
        if (v > high) {
          high = v;
          highAt = i;
        }
      }
      // no record, or none that has this value
      if (low === Infinity) low = high = starts[q] === end ? hollow[q] : null;
      if (s.draw === "path") {
        rows[0][2 * q] = lowAt <= highAt ? low : high;
        rows[0][2 * q + 1] = lowAt <= highAt ? high : low;
      } else if (s.draw === "most") rows[0][q] = high;
      else {
        rows[0][q] = s.mirrored && low != null ? -high : low;
        rows[1][q] = high;
        if (s.draw === "count") rows[2][q] = low === high ? low : middle(values, starts[q], end, high);
      }
    }
    return rows;
  }

  /* The median of small counts, by counting them. */
  const tally = new Uint32Array(64);
  function middle(values, start, end, high) {
    if (high >= tally.length) {
      const sorted = values.slice(start, end).sort(); // what is absent comes last
      return sorted[(sorted.filter((v) => v === v).length - 1) >> 1];
    }
    tally.fill(0);
    let n = 0;
    for (let i = start; i < end; i++) {
      const v = values[i];
      if (v === v) {
        tally[v]++;
        n++;
      }
    }
    let v = 0;
    for (let seen = tally[0]; seen * 2 < n; seen += tally[++v]);
    return v;
  }

  /* Auto: log while the largest offset in view is 500 times the usual one, else linear. */
  function wantsLog() {
    if (scale !== "auto") return scale === "log";
    let largest = 0;
    for (let i = lower(from), end = lower(to); i < end; i++) {
      const size = Math.abs(C.offset[i]);
      if (size > largest) largest = size;
    }
    return largest > 500 * D.median;
  }

  /* Axes. */
  const MONTH = 2592000;
  const STEPS = [
    300,
    900,
    1800,
    3600,
    10800,
    21600,
    43200,
    86400,
    172800,
    432000,
    604800,
    1209600,
    MONTH,
    2 * MONTH,
    3 * MONTH,
  ];
  function timeSplits(u, axis, low, high) {
    const width = u.bbox.width / devicePixelRatio;
    const step = STEPS.find((s) => (high - low) / s <= width / (66 * zoomed)) || 6 * MONTH;
    const out = [];
    if (step >= MONTH) {
      const year = at(low).getUTCFullYear();
      for (let month = 0, t = 0; (t = Date.UTC(year, month, 1) / 1e3) <= high; month += step / MONTH)
        if (t >= low) out.push(t);
    } else for (let t = Math.ceil(low / step) * step; t <= high; t += step) out.push(t);
    return out.filter((t) => ((high - t) / (high - low)) * width > 19 * zoomed);
  }
  const timeValues = (u, splits) => splits.map((t) => (t % 86400 ? clock(t) : date(t)));
  function logSplits(u, axis, low, high) {
    const out = [0];
    const top = Math.max(-low, high);
    for (let e = Math.ceil(Math.log10(D.linear) / 2 + 0.01) * 2 - 1; 10 ** e <= top; e += 2)
      for (const v of [10 ** e, -(10 ** e)])
        if (v >= low && v <= high && Math.abs(v) > D.linear * 0.9) out.push(v);
    return apart(u, out, high).sort((p, q) => p - q);
  }
  /* Those whose texts do not touch: from zero outwards, both signs alike. */
  function apart(u, values, high) {
    const scale = (u.bbox.height / devicePixelRatio || 200 * zoomed) / 2 / Math.asinh(high / D.linear);
    let last = -Infinity;
    return values.filter((v) => {
      const distance = Math.asinh(Math.abs(v) / D.linear) * scale;
      if (v < 0) return distance === last; // its positive twin was kept
      if (distance - last < 13 * zoomed) return false;
      last = distance;
      return true;
    });
  }
  function linearSplits(n) {
    return (u, axis, low, high) => {
      const raw = (high - low) / n;
      const power = 10 ** Math.floor(Math.log10(raw));
      const step = [1, 2, 5, 10].map((q) => q * power).find((q) => q >= raw);
      const out = [];
      for (let q = Math.ceil(low / step); q * step <= high; q++) out.push(q * step);
      return out;
    };
  }
  function countSplits(panel) {
    if (panel.id === "reach") return () => [0, 4, 8];
    return (u, axis, low, high) => {
      const step = [2, 5, 10, 20, 50, 100, 1000, 10000].find((s) => high / s < 5) || 100000;
      const out = [];
      for (let v = 0; v <= high; v += step) out.push(v);
      return out;
    };
  }

  const LIMITS = D.limits;
  const NOTE = 22; // px, a line of text within a panel
  const PANELS = [
    {
      id: "offset",
      series: [{ name: "offset", draw: "range", ink: "accent", fill: "70", line: 0.9 }],
      height: 200,
      unit: "time",
      isTop: true,
      limits: [LIMITS.offset, LIMITS.offset_critical],
      say: (i) => offsetWords(C.offset[i]),
    },
    {
      id: "bound",
      series: [
        { name: "bound", draw: "range", mirrored: true, ink: "accent", band: true, line: 1.1 },
        { name: "offset", draw: "range", ink: "ink2", fill: "60", line: 0.9 },
      ],
      height: 200,
      unit: "time",
      limits: [LIMITS.error_bound, LIMITS.error_bound_critical],
      say: (i) => "\u00b1\u2009" + time(C.bound[i]),
    },
    {
      id: "freq",
      series: [{ name: "freq", draw: "path", ink: "accent", line: 1.3 }],
      height: 92,
      unit: "ppm",
      say: (i) => ppm(C.freq[i]),
    },
    {
      id: "stratum",
      series: [{ name: "stratum", draw: "count", ink: "accent", fill: "48", line: 1.6 }],
      height: 70,
      unit: "count",
      least: LIMITS.stratum + 1,
      limits: [LIMITS.stratum],
      word: "warns above ",
      say: (i) => "stratum " + C.stratum[i],
    },
    {
      id: "sources",
      series: [
        { name: "total", draw: "most", ink: "gap", line: 1.3 },
        { name: "usable", draw: "count", ink: "accent", fill: "48", line: 1.6 },
        { name: "falsetickers", draw: "most", ink: "warn-t", line: 1.3, isDashed: true },
      ],
      height: 84,
      unit: "count",
      least: LIMITS.min_sources + 1,
      limits: [LIMITS.min_sources],
      word: "info below ",
      say: (i) => {
        const usable = Number.isNaN(C.usable[i])
          ? "not known"
          : C.usable[i] + " of " + C.total[i] + " usable";
        return usable + (C.falset[i] ? `, ${C.falset[i]} falseticker${C.falset[i] > 1 ? "s" : ""}` : "");
      },
    },
    {
      id: "reach",
      series: [{ name: "reach", draw: "count", ink: "accent", fill: "48", line: 1.6 }],
      height: 78,
      unit: "count",
      least: 8,
      isBottom: true,
      say: (i) => C.reach[i] + " of 8",
    },
  ];

  /* Colours come from the style sheet. */
  let ink = {};
  function readInk() {
    const style = getComputedStyle(root);
    ink = {};
    for (const name of "bg ink2 grid rule accent warn crit unk gap warn-t crit-t band".split(" "))
      ink[name] = style.getPropertyValue("--" + name).trim();
    ink.dots = pattern(ink.unk, true);
    ink.hatch = pattern(ink.gap, false);
  }
  function pattern(colour, isDotted) {
    const size = Math.round(6 * devicePixelRatio * zoomed);
    const tile = document.createElement("canvas");
    tile.width = tile.height = size;
    const g = tile.getContext("2d");
    g.strokeStyle = g.fillStyle = colour;
    g.lineWidth = Math.max(1, devicePixelRatio * zoomed * 0.9);
    g.beginPath();
    if (isDotted) {
      g.arc(size / 2, size / 2, size / 6, 0, 7);
      g.fill();
    } else {
      for (const o of [-size, 0, size]) {
        g.moveTo(o, size);
        g.lineTo(o + size, 0);
      }
      g.stroke();
    }
    return g.createPattern(tile, "repeat");
  }

  /* Behind each panel: a tint as wide as the trouble was long, and a mark on top that is never too narrow. */
  function drawSpells(u) {
    const { ctx } = u;
    const { left, top, width, height } = u.bbox;
    const px = devicePixelRatio * zoomed;
    const paint = {
      1: { tint: ink.warn, alpha: 0.17, mark: ink.warn },
      2: { tint: ink.crit, alpha: 0.2, mark: ink.crit },
      3: { tint: ink.dots, thin: ink.unk, alpha: 0.6, mark: ink.unk },
      4: { tint: ink.hatch, thin: ink.gap, alpha: 0.6, mark: ink.gap },
    };
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    const tinted = {};
    const marked = {};
    for (const [start, end, state] of spells) {
      if (end <= from || start >= to) continue;
      const x = u.valToPos(start, "x", true);
      const right = Math.max(x + px / 2, u.valToPos(end, "x", true));
      const p = paint[state];
      const isThin = right - x < 8 * px;
      // spells on one pixel are tinted once: translucent colours would add up
      const begin = Math.max(x, tinted[state] || 0);
      if (right > begin) {
        ctx.globalAlpha = isThin && p.thin ? 0.45 : p.alpha;
        ctx.fillStyle = isThin && p.thin ? p.thin : p.tint;
        ctx.fillRect(begin, top, right - begin, height);
        tinted[state] = right;
      }
      if (right > (marked[state] || 0)) {
        marked[state] = Math.max(right, x + 2 * px);
        ctx.globalAlpha = 1;
        ctx.fillStyle = p.mark;
        ctx.fillRect(x, top, marked[state] - x, (state === 2 ? 5 : 3) * px);
      }
    }
    ctx.restore();
  }

  function drawLimits(u, panel) {
    const { ctx } = u;
    const { left, top, width, height } = u.bbox;
    const px = devicePixelRatio * zoomed;
    const size = Math.round(11 * px);
    const labels = [];
    const label = (text, y, colour) => {
      const box = { width: ctx.measureText(text).width, top: y - size, bottom: y };
      const x = freePlace(u, box, labels, px);
      labels.push({ ...box, x });
      ctx.lineJoin = "round";
      ctx.lineWidth = 4 * px;
      ctx.strokeStyle = ink.bg;
      ctx.strokeText(text, x, y);
      ctx.fillStyle = colour;
      ctx.fillText(text, x, y);
    };
    ctx.save();
    ctx.font = `${size}px system-ui, sans-serif`;
    ctx.textBaseline = "bottom";
    ctx.textAlign = "right";
    const isTime = panel.unit === "time";
    const outside = [];
    (panel.limits || []).forEach((limit, n) => {
      let isTold = false;
      for (const v of isTime ? [limit, -limit] : [limit]) {
        if (v < u.scales.y.min || v > u.scales.y.max) continue;
        const y = Math.round(u.valToPos(v, "y", true)) + 0.5;
        ctx.strokeStyle = n ? ink.crit : ink.warn;
        ctx.lineWidth = Math.max(1, px);
        ctx.setLineDash(n ? [] : [5 * px, 4 * px]);
        ctx.beginPath();
        ctx.moveTo(left, y);
        ctx.lineTo(left + width, y);
        ctx.stroke();
        ctx.setLineDash([]);
        if (!isTime) label(panel.word + limit, y - px, ink.ink2);
        else if (!isTold) {
          label(
            (n ? "critical " : "warning ") + time(limit),
            y + 3 * px + size,
            n ? ink["crit-t"] : ink["warn-t"],
          );
        }
        isTold = true;
      }
      if (isTime && !isTold) outside.push("\u00b1" + time(limit));
    });
    if (outside.length) {
      const what = outside.length > 1 ? "limits" : "limit";
      label(`${what} ${outside.join(" and ")} outside this view`, top + height - 3 * px, ink.ink2);
    }
    ctx.restore();
  }

  /* The right end of a label, from the right edge on leftwards: where it hides neither data nor another label. */
  function freePlace(u, { width, top, bottom }, labels, px) {
    const edge = u.bbox.left + u.bbox.width - 3 * px;
    const high = u.posToVal(top, "y", true);
    const low = u.posToVal(bottom, "y", true);
    const [times, ...rows] = u.data;
    for (let x = edge; x - width > u.bbox.left; x -= width / 2) {
      const first = u.valToIdx(u.posToVal(x - width - 4 * px, "x", true));
      const last = u.valToIdx(u.posToVal(x + 4 * px, "x", true));
      let isFree = labels.every(
        (l) => l.bottom < top || l.top > bottom || l.x < x - width || l.x - l.width > x,
      );
      for (let i = first; isFree && i <= Math.min(last, times.length - 1); i++) {
        const values = rows.map((row) => row[i]).filter((v) => v != null);
        isFree = !values.length || Math.min(...values) > high || Math.max(...values) < low;
      }
      if (isFree) return x;
    }
    return edge;
  }

  function yScale(panel) {
    if (panel.unit === "count")
      return { range: (u, low, high) => [0, Math.max(panel.least, high || 0) + 0.6] };
    if (panel.unit === "ppm") {
      return {
        range: (u, low, high) => {
          if (low === null) return [-1, 1];
          const margin = Math.max((high - low) * 0.08, 0.02);
          return [low - margin, high + margin];
        },
      };
    }
    if (isLog) {
      const range = (u, low, high) => {
        const most = Math.max(-(low || 0), high || 0, LIMITS.offset_critical) * 2.2;
        return [-most, most];
      };
      return { distr: 4, asinh: D.linear, range };
    }
    return {
      range: (u, low, high) => {
        if (low === null) return [-1e-3, 1e-3];
        if (panel.id === "bound") {
          const most = Math.max(-low, high, 1e-9) * 1.12;
          return withNote(panel, -most, most);
        }
        const margin = Math.max((high - low) * 0.1, 1e-9);
        return withNote(panel, Math.min(low, 0) - margin, Math.max(high, 0) + margin);
      },
    };
  }

  /* A panel that does not show all of its limits says so in a line of its own, below the data. */
  function withNote(panel, least, most) {
    const isWhole = panel.limits.every((limit) => limit <= most || -limit >= least);
    const share = NOTE / panel.height;
    return [isWhole ? least : least - ((most - least) * share) / (1 - share), most];
  }

  const stepped = uPlot.paths.stepped({ align: 1 });
  const straight = uPlot.paths.linear();
  const font = () => `${11 * zoomed}px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif`;

  /* What uPlot draws for a panel: its lines, and the fills between them. */
  function drawn(panel) {
    const series = [{}];
    const bands = [];
    const points = {
      show: (u, n, first, end) => end - first < 100 && panel.unit !== "count",
      size: 4 * zoomed,
      width: 0,
    };
    for (const s of panel.series) {
      const line = (stroke, width) => ({
        stroke,
        width: width * zoomed,
        points: { ...points, fill: panel.id === "bound" ? null : ink.accent },
        spanGaps: false,
        pxAlign: 0,
        paths: panel.unit === "count" ? stepped : straight,
        dash: s.isDashed ? [3 * zoomed, 3 * zoomed] : undefined,
      });
      const n = series.length;
      if (s.draw === "range") series.push(line(ink[s.ink], s.line), line(ink[s.ink], s.line));
      else if (s.draw === "count") series.push(line(ink[s.ink] + s.fill, 1), line(ink[s.ink] + s.fill, 1));
      if (s.draw !== "range") series.push(line(ink[s.ink], s.line));
      if (DRAWN[s.draw] > 1)
        bands.push({ series: [n + 1, n], fill: s.band ? ink.band : ink[s.ink] + s.fill });
    }
    return { series, bands };
  }

  function options(panel, width) {
    const hasTimes = panel.isTop || panel.isBottom;
    const grid = { stroke: ink.grid, width: zoomed };
    const text = { font: font(), stroke: ink.ink2, grid };
    const say = {
      time: (v) => (v === 0 ? "0" : time(v, 2)),
      ppm: (v) => String(+v.toFixed(3)).replace("-", MINUS),
      count: String,
    };
    return {
      width,
      height: (panel.height * (zoomed > 1 ? 0.84 : 1) + (hasTimes ? 20 : 0)) * zoomed,
      padding: [panel.isTop ? 0 : 7 * zoomed, 0, panel.isBottom ? 0 : 7 * zoomed, 0], // half a label
      legend: { show: false },
      cursor: {
        y: false,
        sync: {
          key: "ntp",
          setSeries: false,
          scales: ["x", null],
          filters: { pub: (type) => type === "mousemove" || type === "mouseleave" },
        },
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 6 },
        bind: { dblclick: () => () => go(FROM, TO) },
      },
      select: { show: true },
      focus: { alpha: 1 },
      scales: { x: { time: false, range: () => [from, to] }, y: yScale(panel) },
      axes: [
        {
          ...text,
          scale: "x",
          side: panel.isTop ? 0 : 2,
          size: hasTimes ? 20 * zoomed : 0,
          gap: 3 * zoomed,
          ticks: { show: !!hasTimes, size: 4 * zoomed, width: zoomed, stroke: ink.rule },
          splits: timeSplits,
          values: hasTimes ? timeValues : (u, splits) => splits.map(() => ""),
        },
        {
          ...text,
          scale: "y",
          size: 58 * zoomed,
          gap: 6 * zoomed,
          ticks: { show: false },
          filter: (u, splits) => splits,
          splits:
            panel.unit === "count"
              ? countSplits(panel)
              : panel.unit === "time" && isLog
                ? logSplits
                : linearSplits(panel.height > 120 ? 6 : 3),
          values: (u, splits) => splits.map(say[panel.unit]),
        },
      ],
      ...drawn(panel),
      hooks: {
        drawClear: [drawSpells],
        draw: [(u) => drawLimits(u, panel)],
        setSelect: [
          (u) => {
            if (isPainting || u.select.width < 4 || u !== hot) return;
            go(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"));
          },
        ],
        setCursor: [
          (u) => {
            if (isPainting || u !== hot || u.cursor.left < 0) return;
            point(nearest(u.posToVal(u.cursor.left, "x")));
          },
        ],
      },
    };
  }

  let hot = null; // the panel under the mouse
  const stack = $("#charts");
  const inner = () => Math.max(260, stack.clientWidth);
  function build() {
    isLog = wantsLog();
    readInk();
    charts.forEach((c) => c.u.destroy());
    charts = [];
    const width = inner() * zoomed;
    const columnCount = Math.max(100, Math.floor(width - 58 * zoomed));
    for (const panel of PANELS) {
      const box = $(`#p-${panel.id} .c`);
      box.style.zoom = 1 / zoomed;
      const u = new uPlot(options(panel, width), slice(panel, columnCount), box);
      for (const event of ["mouseenter", "mousedown"])
        u.over.addEventListener(event, () => {
          hot = u;
        });
      u.over.addEventListener("mouseleave", () => {
        hot = null;
        point(cursor, true);
      });
      charts.push({ panel, u, columnCount });
    }
    after();
  }
  function draw() {
    if (wantsLog() !== isLog) return build();
    isPainting = true;
    for (const { panel, u, columnCount } of charts) {
      u.batch(() => {
        u.setData(slice(panel, isMoving ? columnCount >> 1 : columnCount));
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      });
    }
    isPainting = false;
    after();
  }

  /* A window that moves is drawn in columns of two pixels, so that it follows the hand; in all of them once it rests. */
  const REST = 150; // ms
  let isMoving = false;
  let rest = 0;
  function moved() {
    isMoving = rest !== 0;
    clearTimeout(rest);
    rest = setTimeout(settle, REST);
  }
  function settle() {
    clearTimeout(rest);
    rest = 0;
    if (isMoving) {
      isMoving = false;
      draw();
    }
  }
  function go(start, end) {
    const w = Math.min(TO - FROM, Math.max(SMALLEST, end - start));
    from = Math.max(FROM, Math.min(TO - w, (start + end) / 2 - w / 2));
    to = from + w;
    if (T[cursor] < from || T[cursor] > to) cursor = nearest(to);
    moved();
    draw();
  }
  const shown = {
    range: $("#range"),
    scale: $("#scale"),
    win: $(".win"),
    shades: $$(".shade"),
    days: $$("[data-days]"),
    values: PANELS.map((panel) => $(`#p-${panel.id} output`)),
    words: WORDS.map((word) => $(`#v-${word}`).content),
  };
  function after() {
    point(cursor, true);
    shown.range.textContent = isWhole()
      ? "whole period"
      : `${day(from)} ${clock(from)} \u2013 ${day(to)} ${clock(to)}, ${lasting(to - from)}`;
    shown.scale.textContent = `Offset and bound on a ${isLog ? "log" : "linear"} scale.`;
    const left = ((from - FROM) / (TO - FROM)) * 100;
    const right = ((to - FROM) / (TO - FROM)) * 100;
    const display = isWhole() ? "none" : "block";
    shown.win.style.cssText = `left:${left}%;width:max(6px,${right - left}%);display:${display}`;
    shown.shades[0].style.cssText = `left:0;width:${left}%;display:${display}`;
    shown.shades[1].style.cssText = `left:${right}%;right:0;display:${display}`;
    for (const button of shown.days) {
      const { days } = button.dataset;
      button.setAttribute(
        "aria-pressed",
        days === "all" ? isWhole() : Math.abs(to - from - days * 86400) < 2,
      );
    }
  }

  /* The time cursor: the mouse on any panel, or the keys on the read-out, which is a slider. */
  const slider = $("#now");
  function nearest(t) {
    const i = lower(t);
    if (i <= 0 || i >= N) return i <= 0 ? 0 : N - 1;
    return t - T[i - 1] < T[i] - t ? i - 1 : i;
  }
  function point(i, isKept) {
    if (!N) return;
    cursor = i;
    const word = WORDS[VERDICT[i]];
    const why = D.reasons[REASON[i]].replace(/,/g, ", ");
    const when = document.createElement("b");
    when.textContent = moment(T[i]);
    const reasons = document.createElement("span");
    reasons.textContent = why ? " " + why : "";
    slider.replaceChildren(when, "\u2002", shown.words[VERDICT[i]].cloneNode(true), reasons);
    const said = charts.map(({ panel }) => {
      const value = C[panel.series[panel.id === "sources" ? 1 : 0].name][i];
      return Number.isNaN(value) ? "not known" : panel.say(i);
    });
    slider.setAttribute("aria-valuenow", i + 1);
    slider.setAttribute(
      "aria-valuetext",
      `${moment(T[i])}, ${word}${why ? ", " + why : ""}. Offset ${said[0]}, error bound ${said[1]}, ${said[4]}.`,
    );
    shown.values.forEach((output, n) => {
      output.textContent = said[n];
    });
    if (isKept || hot === null) {
      isPainting = true;
      charts.forEach(({ u }) => u.setCursor({ left: u.valToPos(T[i], "x"), top: 10 }, false));
      isPainting = false;
    }
  }
  slider.setAttribute("aria-valuemax", Math.max(1, N));
  slider.addEventListener("keydown", (e) => {
    const jump = e.shiftKey ? Math.max(1, Math.round((to - from) / STEP / 40)) : 1;
    const act = {
      ArrowRight: () => move(jump),
      ArrowUp: () => move(jump),
      ArrowLeft: () => move(-jump),
      ArrowDown: () => move(-jump),
      PageUp: () => pan(-0.5),
      PageDown: () => pan(0.5),
      Home: () => move(-N),
      End: () => move(N),
      "+": () => zoom(0.5),
      "=": () => zoom(0.5),
      "-": () => zoom(2),
      0: () => go(FROM, TO),
      Escape: () => go(FROM, TO),
    }[e.key];
    if (act && !e.ctrlKey && !e.metaKey && !e.altKey) {
      e.preventDefault();
      act();
    }
  });
  function move(records) {
    if (!N) return;
    hot = null;
    const i = Math.max(0, Math.min(N - 1, cursor + records));
    const w = to - from;
    if (T[i] < from) go(T[i] - w * 0.1, T[i] + w * 0.9);
    else if (T[i] > to) go(T[i] - w * 0.9, T[i] + w * 0.1);
    point(i, true);
  }
  function pan(share) {
    go(from + (to - from) * share, to + (to - from) * share);
  }
  function zoom(factor) {
    const centre = T[cursor] >= from && T[cursor] <= to ? T[cursor] : (from + to) / 2;
    const w = (to - from) * factor;
    const share = (centre - from) / (to - from);
    go(centre - w * share, centre - w * share + w);
  }
  stack.addEventListener("click", () => slider.focus({ preventScroll: true }));
  $(".tools").addEventListener("click", (e) => {
    const button = e.target.closest("button");
    if (!button) return;
    const { days, pan: share, zoom: factor } = button.dataset;
    if (days === "all") go(FROM, TO);
    else if (days) {
      const w = days * 86400;
      const end = isWhole() ? TO : Math.min(TO, (from + to) / 2 + w / 2);
      go(end - w, end);
    } else if (share) pan(+share);
    else zoom(+factor);
  });
  for (const radio of $$("[name=scale]"))
    radio.addEventListener("change", () => {
      scale = radio.value;
      build();
    });
  for (const button of $$("[data-show]"))
    button.addEventListener("click", () => {
      const [start, end] = D.incidents[button.dataset.show - 1].map((ms) => ms / 1000);
      const w = Math.max((end - start) * 3, 3 * 3600);
      go((start + end - w) / 2, (start + end + w) / 2);
      if (N) point(nearest(start + 1), true);
      $("#timelines").scrollIntoView();
      slider.focus({ preventScroll: true });
    });

  /* The strip: drag to choose a window, drag the window to move it. */
  const strip = $(".strip");
  let grab = null;
  let frame = 0;
  function timeAt(e) {
    const box = strip.getBoundingClientRect();
    return FROM + Math.max(0, Math.min(1, (e.clientX - box.left) / box.width)) * (TO - FROM);
  }
  strip.addEventListener("pointerdown", (e) => {
    if (e.button) return;
    grab = { at: timeAt(e), from, to, isMove: e.target === $(".win") };
    strip.setPointerCapture(e.pointerId);
  });
  strip.addEventListener("pointermove", (e) => {
    if (!grab || frame) return;
    const t = timeAt(e);
    frame = requestAnimationFrame(() => {
      frame = 0;
      if (!grab) return;
      if (grab.isMove) go(grab.from + t - grab.at, grab.to + t - grab.at);
      else if (Math.abs(t - grab.at) > (TO - FROM) / 300) go(Math.min(t, grab.at), Math.max(t, grab.at));
    });
  });
  for (const event of ["pointerup", "pointercancel"])
    strip.addEventListener(event, () => {
      grab = null;
    });
  strip.addEventListener("dblclick", () => go(FROM, TO));

  /* Numbers above the strip that would touch share one mark: none is hidden. */
  const marks = $$(".marks a").map((a) => ({
    a,
    text: a.textContent,
    label: a.getAttribute("aria-label"),
    first: a.getAttribute("href").replace("#incident-", ""),
    last: a.dataset.last,
  }));
  function joinMarks() {
    const edge = strip.getBoundingClientRect().right + 8;
    let kept = null;
    for (const mark of marks) {
      say(mark, mark.text, mark.label);
      mark.a.style.display = "";
      if (kept && mark.a.getBoundingClientRect().left < kept.a.getBoundingClientRect().right) {
        mark.a.style.display = "none";
        say(kept, `${kept.first}\u2013${mark.last}`, `Incidents ${kept.first} to ${mark.last}`);
      } else kept = mark;
    }
    function say(mark, text, label) {
      mark.a.textContent = text;
      mark.a.setAttribute("aria-label", label);
      mark.a.style.marginLeft = "";
      const over = mark.a.getBoundingClientRect().right - edge;
      if (over > 0) mark.a.style.marginLeft = `${-over}px`;
    }
  }

  /* All records as CSV, made of what the page holds. */
  function csv() {
    const number = (v, decimals) => (Number.isNaN(v) ? "" : decimals ? v.toFixed(decimals) : v);
    const rows = [
      "timestamp,verdict,reasons,current_correction,clock_error_bound,frequency_ppm,stratum,sources,sources_usable,sources_falseticker,reach",
    ];
    for (let i = 0; i < N; i++) {
      const why = (D.reasons[REASON[i]] || "none").replace(/"/g, '""');
      rows.push(
        [
          new Date(Math.round(T[i] * 1e3)).toISOString(),
          WORDS[VERDICT[i]],
          // a spreadsheet takes a cell that begins so for a formula
          `"${/^[=+\-@\t\r]/.test(why) ? "'" : ""}${why}"`,
          number(C.offset[i], 9),
          number(C.bound[i], 9),
          number(C.freq[i], 3),
          ...[C.stratum, C.total, C.usable, C.falset, C.reach].map((column) => number(column[i])),
        ].join(","),
      );
    }
    return rows.join("\n") + "\n";
  }
  $("#csv").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = D.file + ".csv";
    link.click();
    URL.revokeObjectURL(link.href);
  });

  let last = 0;
  new ResizeObserver(() => {
    const width = inner();
    if (width === last || zoomed !== 1) return;
    last = width;
    build();
    joinMarks();
  }).observe(stack);

  /* Paper: light, the whole period, the width of A4, twice the resolution. */
  let kept = null;
  addEventListener("beforeprint", () => {
    const details = $$("#quality details");
    kept = { theme: root.dataset.theme, from, to, open: details.map((d) => d.open) };
    root.dataset.theme = "light";
    from = FROM;
    to = TO;
    zoomed = 2;
    stack.style.width = "672px";
    details.forEach((d) => {
      d.open = true;
    });
    build();
  });
  addEventListener("afterprint", () => {
    if (!kept) return;
    if (kept.theme) root.dataset.theme = kept.theme;
    else delete root.dataset.theme;
    ({ from, to } = kept);
    zoomed = 1;
    stack.style.width = "";
    $$("#quality details").forEach((d, i) => {
      d.open = kept.open[i];
    });
    kept = null;
    build();
  });

  last = inner();
  build();
  joinMarks();
  /* For tests, and for whoever is curious in the console. */
  window.ntpReport = {
    go,
    settle,
    csv,
    get window() {
      return [from, to];
    },
    get charts() {
      return charts;
    },
    from: FROM,
    to: TO,
    times: T,
    columns: C,
    verdicts: VERDICT,
    gaps,
  };
  root.dataset.ready = Math.round(performance.now());
})();
