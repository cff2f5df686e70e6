// Compares what is drawn with all records, pixel column by pixel column, in random windows.
// Arguments: number of windows, seed. Returns what was lost, what was compared, the most points a panel had.
const [windows, seed] = arguments;
const R = ntpReport, { times: T, columns: C } = R;
let state = seed;
const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
const lost = [];
let compared = 0, points = 0;

function expected(name, from, to, first, end, width) {
  const w = (to - from) / width, low = new Array(width).fill(Infinity), high = new Array(width).fill(-Infinity);
  for (let i = first; i < end; i++) {
    let q = 0;
    while (q < width - 1 && T[i] >= from + (q + 1) * w) q = Math.max(q + 1, Math.floor((T[i] - from) / w) - 1);
    const v = C[name][i];
    if (v < low[q]) low[q] = v;
    if (v > high[q]) high[q] = v;
  }
  return [low, high];
}
const same = (drawn, wanted) => (Number.isFinite(wanted) ? drawn === wanted : drawn === null || drawn === undefined);

for (let n = 0; n < windows; n++) {
  const w = (R.to - R.from) * Math.max(0.0003, random() ** 3), start = R.from + random() * (R.to - R.from - w);
  R.go(start, start + w);
  R.settle();
  const [from, to] = R.window;
  let first = T.findIndex((t) => t >= from), end = T.findIndex((t) => t >= to);
  if (first < 0) first = T.length;
  if (end < 0) end = T.length;
  first = Math.max(0, first - 1);
  end = Math.min(T.length, end + 1);
  for (const { panel, u, columnCount } of R.charts) {
    points = Math.max(points, u.data[0].length);
    const asTheyAre = end - first <= 2 * columnCount;
    let row = 1;
    for (const s of panel.series) {
      const rows = { range: 2, path: 1, count: 3, most: 1 }[s.draw], data = u.data.slice(row, row + rows);
      row += rows;
      const tell = (what) => lost.length < 5 && lost.push(`${panel.id} ${s.name} ${what} in ${from}..${to}`);
      if (asTheyAre) {
        const drawn = data[rows > 1 ? 1 : 0].filter((v) => v !== null), all = [...C[s.name].slice(first, end)].filter((v) => v === v);
        compared += all.length;
        if (drawn.length !== all.length || drawn.some((v, i) => v !== all[i])) tell('record');
        continue;
      }
      const [low, high] = expected(s.name, from, to, first, end, columnCount);
      for (let q = 0; q < columnCount; q++) {
        compared++;
        if (s.draw === 'path') {
          const pair = [data[0][2 * q], data[0][2 * q + 1]];
          if (Number.isFinite(low[q]) ? Math.min(...pair) !== low[q] || Math.max(...pair) !== high[q] : pair.some((v) => v != null)) tell('column ' + q);
        } else if (s.draw === 'most') {
          if (!same(data[0][q], high[q])) tell('column ' + q);
        } else if (!same(data[0][q], s.mirrored ? -high[q] : low[q]) || !same(data[1][q], high[q])) tell('column ' + q);
        if (s.draw === 'count' && Number.isFinite(low[q]) && !(data[2][q] >= low[q] && data[2][q] <= high[q])) tell('middle of ' + q);
      }
    }
  }
}
return { lost, compared, points };
