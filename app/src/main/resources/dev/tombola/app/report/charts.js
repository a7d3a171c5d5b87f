// The pictures: one function each, drawn by Plotly or on canvases.
'use strict';
const report = JSON.parse(document.getElementById('findings').textContent);
const element = id => document.getElementById(id);
const signed = value => value === null ? '–' : (value <= -.005 ? '−' : '+') + Math.abs(value).toFixed(2);
const text = (id, value) => { element(id).textContent = value; };
const fixed = (value, digits = 2) => value === null ? '–' : value.toFixed(digits);
const levelOf = number => report.levels.find(level => level.level === number);
const meanOf = values => values.reduce((sum, value) => sum + value, 0) / values.length;

const dark = matchMedia('(prefers-color-scheme: dark)').matches;
const narrow = matchMedia('(max-width: 40rem)').matches;
const style = getComputedStyle(document.documentElement);
const colour = name => style.getPropertyValue('--' + name).trim();
// Okabe and Ito's palette, which colour-blind eyes tell apart; the dark page has its lighter half.
const hues = dark
  ? ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#f0e442', '#d55e00']
  : ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a7400', '#56b4e9'];
const branches = [...new Set(report.levels.flatMap(level => Object.keys(level.branches)))];
const hue = branch => hues[branches.indexOf(branch) % hues.length];
const channels = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
const faint = (hex, alpha) => `rgba(${channels(hex).join(',')},${alpha})`;

/** A colour between blue and orange by way of purple, 0 to 1. */
function graded(share) {
  const stops = (dark ? ['#6cb4ff', '#c987e8', '#ffa852'] : ['#1f5fae', '#93399b', '#e0752f']).map(channels);
  const from = share < .5 ? 0 : 1;
  return `rgb(${stops[from].map((value, i) => Math.round(value + (stops[from + 1][i] - value) * (2 * share - from))).join(',')})`;
}

const most = Math.max(...report.levels.map(level => level.density * 100));
const least = Math.min(...report.levels.map(level => level.density * 100).filter(density => density > 0));
const beyond = Math.pow(most / least, .03) * 1.02;
const every = Math.ceil(report.levels.length / (narrow ? 5 : 9));
/** A line at every place, and at those with words alone where there are too many. */
function ticks(places) {
  const drawn = places.length > 30 ? places.filter(([, words]) => words) : places;
  return {tickvals: drawn.map(([value]) => value), ticktext: drawn.map(([, words]) => words)};
}

const densityAxis = {
  title: {text: 'density: weights kept, %'}, type: 'log',
  range: [Math.log10(most * beyond), Math.log10(least / beyond)],
  ...ticks(report.levels.map(({density, label}, i) => [density * 100, i % every ? '' : label.replace(' %', '')])),
};
const levelAxis = {
  title: {text: 'level'}, range: [-.3, report.levels.length - .7],
  tickvals: report.levels.map(level => level.level).filter(level => level % every === 0),
};

function plot(id, traces, layout) {
  const axis = {gridcolor: colour('line'), zeroline: false, linecolor: colour('line'), tickangle: 0};
  const base = {
    paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
    font: {family: 'system-ui, sans-serif', size: 13, color: colour('ink')},
    margin: {l: 64, r: 16, t: 12, b: 52}, height: 340, hovermode: 'closest',
    legend: {orientation: 'h', y: 1.04, yanchor: 'bottom', x: 0, font: {size: 12}},
  };
  const merged = {...base, ...layout};
  for (const key of Object.keys(merged).filter(key => /^[xy]axis\d*$/.test(key))) {
    // Numbers beside a y axis have room enough; were it to follow them, they and the axis could chase each other without end.
    merged[key] = {...axis, automargin: key[0] === 'x', ...merged[key]};
  }
  Plotly.react(id, traces, merged, {displaylogo: false, responsive: true, displayModeBar: false});
}

/** Points of a branch: its levels, with [mean, low, high] of an endpoint that lies from 0 to `limit`. */
function series(branch, endpoint, limit) {
  const possible = value => value === null ? null : Math.min(Math.max(value, 0), limit);
  return report.levels.filter(level => level.branches[branch])
    .map(level => ({level, found: level.branches[branch], values: level.branches[branch][endpoint].map(possible)}))
    .filter(point => point.values[0] !== null);
}

function bands(endpoint, limit, unit, digits) {
  return branches.flatMap(branch => {
    const points = series(branch, endpoint, limit);
    const x = points.map(point => point.level.density * 100);
    const band = points.every(point => point.values[1] !== null) && points.length > 1 ? [{
      x: [...x, ...x.toReversed()],
      y: [...points.map(point => point.values[2]), ...points.map(point => point.values[1]).toReversed()],
      fill: 'toself', fillcolor: faint(hue(branch), .16), line: {width: 0}, hoverinfo: 'skip',
      showlegend: false, legendgroup: branch, type: 'scatter', mode: 'lines',
    }] : [];
    return [...band, {
      x, y: points.map(point => point.values[0]), name: branch, legendgroup: branch, type: 'scatter',
      mode: 'lines+markers', line: {color: hue(branch), width: 2.5}, cliponaxis: false,
      marker: {
        size: 8, color: hue(branch),
        symbol: points.map(({found}) =>
          endpoint === 'iteration' && found.falling + found.failed ? 'circle-open' : 'circle'),
      },
      customdata: points.map(point => [point.level.label, point.found.n,
        fixed(point.values[1], digits), fixed(point.values[2], digits)]),
      hovertemplate: `<b>${branch}</b> at %{customdata[0]}<br>%{y:.${digits}f}${unit}`
        + ' (%{customdata[2]} to %{customdata[3]})<br>replicates: %{customdata[1]}<extra></extra>',
    }];
  });
}

/** All means, and of the bands no more than the means' own span to either side: or a band squashes every line. */
function accuracyRange(endpoint) {
  const values = branches.flatMap(branch => series(branch, endpoint, 100)).map(point => point.values);
  const bottom = Math.min(...values.map(([mean]) => mean)), top = Math.max(...values.map(([mean]) => mean));
  const span = Math.max(top - bottom, .5);
  const low = Math.max(Math.min(...values.map(([mean, low]) => low ?? mean)), bottom - span);
  const high = Math.min(Math.max(...values.map(([mean, , high]) => high ?? mean)), top + span);
  return [Math.max(0, low - .08 * span), Math.min(100, high + .08 * span)];
}

function accuracy(endpoint) {
  const dense = report.levels[0].branches.ticket[endpoint][0];
  plot('accuracy', bands(endpoint, 100, ' %', 2), {
    xaxis: densityAxis, yaxis: {title: {text: 'test accuracy, %'}, range: accuracyRange(endpoint)},
    margin: {l: 60, r: 52, t: 12, b: 52},
    shapes: [{
      type: 'line', xref: 'paper', x0: 0, x1: 1, y0: dense, y1: dense,
      line: {color: colour('soft'), width: 1, dash: 'dot'},
    }],
    annotations: [{
      text: 'dense', xref: 'paper', x: 1, xanchor: 'left', y: dense, yanchor: 'middle', showarrow: false,
      font: {color: colour('soft'), size: 12},
    }],
  });
}

function iteration() {
  const latest = branches.flatMap(branch => series(branch, 'iteration', report.iterations))
    .map(({values: [mean, , high]}) => high ?? mean);
  plot('iteration', bands('iteration', report.iterations, '', 0), {
    xaxis: densityAxis,
    yaxis: {title: {text: 'early-stop iteration'}, range: [0, Math.min(report.iterations, 1.08 * Math.max(...latest, 1))]},
  });
}

/** To two digits, as in 3.2. */
const brief = value => value.toFixed(value < .0995 ? 3 : value < .995 ? 2 : value < 9.95 ? 1 : 0);

/** Rows of cells by level, coloured by their values: values, words and what a pointer shows are [row][level]. */
function cells(id, levels, names, values, words, hover, colours) {
  const wordy = levels.length < (narrow ? 8 : 21);
  const size = levels.length > 14 || narrow ? 9 : 12;
  plot(id, [{
    type: 'heatmap', z: values, x: levels, y: names.map((_, i) => i), xgap: levels.length > 40 ? 0 : 1, ygap: 1,
    text: wordy ? words : undefined, texttemplate: wordy ? '%{text}' : undefined, textfont: {size},
    customdata: hover, hovertemplate: '%{customdata}<extra></extra>', ...colours,
  }], {
    height: 110 + 26 * names.length,
    xaxis: {title: {text: 'density: weights kept, %'}, showgrid: false, tickvals: levels,
      ticktext: levels.map((level, i) => i % Math.ceil(levels.length / (narrow ? 5 : 16)) ? '' : levelOf(level).label.replace(' %', ''))},
    yaxis: {autorange: 'reversed', showgrid: false, tickvals: names.map((_, i) => i), ticktext: names.map(name => name + ' '), tickfont: {size: 12}, ticks: '', automargin: true},
  });
}

/** How each class changes: orange for worse and blue for better, which colour-blind eyes tell apart. */
function classes(branch) {
  const {names, levels} = report.classes;
  // The dense network has the column of level 0, as of the ticket.
  const found = levels.map(({level, branches}) => branches[level ? branch : 'ticket'] ?? []);
  const each = f => names.map((_, row) => found.map((column, level) => column[row] ? f(column[row], level, names[row]) : null));
  const changes = each(({change}, level) => level ? change[0] : 0);
  const most = Math.max(2, ...changes.flat().map(Math.abs));
  const points = value => value === null ? '–' : (value <= -.05 ? '−' : value < .05 ? '' : '+') + Math.abs(value).toFixed(1);
  cells('classPicture', levels.map(({level}) => level), names.map(name => name.length > 24 ? name.slice(0, 23) + '…' : name), changes,
    each(({accuracy, change, falls}, level) => level ? (falls ? `<b>${points(change[0])}</b>` : points(change[0])) : accuracy[0]?.toFixed(1) ?? '–'),
    each(({accuracy, change, falls, beyond, examples}, level, name) =>
      `<b>${name}</b> ${level ? `${branch} at ${levelOf(level).label}` : 'in the dense network'}: ${fixed(accuracy[0])} %`
      + (level && change[0] !== null ? `<br>${signed(change[0])} pp` + (change[1] === null ? '' : ` (${signed(change[1])} to ${signed(change[2])})`) : '')
      + (falls || beyond ? `<br>${falls ? beyond ? 'falls, more than the whole' : 'falls' : 'behind the whole'}` : '')
      + `<br>${Math.round(examples).toLocaleString('en')} test examples`),
    {
      zmin: -most, zmax: most, colorbar: {title: {text: 'pp', side: 'top'}, thickness: 12, outlinewidth: 0, nticks: 7},
      colorscale: dark ? [[0, '#e08214'], [.5, '#2a2d33'], [1, '#4393c3']] : [[0, '#d5730d'], [.5, '#f7f5f0'], [1, '#3a7fb5']],
    });
}

/** To three digits, as in 144 GFLOP. */
function operations(flops) {
  const unit = Math.max(0, Math.min(6, Math.floor(Math.log10(flops * 1.0005) / 3)));
  const value = flops / 1000 ** unit;
  return `${value.toFixed(value < 9.995 && unit ? 2 : value < 99.95 && unit ? 1 : 0)} ${['', 'k', 'M', 'G', 'T', 'P', 'E'][unit]}FLOP`;
}

const percent = share => share === null ? '–' : (100 * share).toFixed(share && share < .0995 ? 1 : 0) + ' %';

/** The costs of a branch where they are known, and of a control where they are not its ticket's. */
function costs(branch) {
  return report.levels.filter(level => level.branches[branch])
    .map(level => ({level, branch, found: level.branches[branch], ticket: level.branches.ticket}))
    .filter(({found, ticket}) => found.ofDense !== null
      && (found === ticket || ticket.ofDense === null || Math.abs(Math.log(found.ofDense / ticket.ofDense)) > .05));
}

function cost() {
  const traces = branches.map(branch => [branch, costs(branch)]).filter(([, points]) => points.length).map(([branch, points]) => ({
    x: points.map(({level}) => level.density * 100), y: points.map(({found}) => 100 * found.ofDense), name: branch,
    type: 'scatter', mode: 'lines+markers', cliponaxis: false, line: {color: hue(branch), width: 2.5},
    marker: {size: 8, color: hue(branch), symbol: points.map(({found}) => found.sparse < .5 ? 'square' : 'circle')},
    customdata: points.map(({level, found}) => [level.label, operations(found.flops), percent(found.sparse)]),
    hovertemplate: `<b>${branch}</b> at %{customdata[0]}<br>%{customdata[1]}, %{y:.1f} % of dense`
      + '<br>%{customdata[2]} by sparse kernels<extra></extra>',
  }));
  const lowest = Math.min(least, ...traces.flatMap(trace => trace.y)), highest = Math.max(most, ...traces.flatMap(trace => trace.y));
  plot('cost', [{x: [most, least], y: [most, least], type: 'scatter', mode: 'lines', hoverinfo: 'skip', showlegend: false,
    line: {color: colour('soft'), width: 1.5, dash: 'dot'}}, ...traces], {
    xaxis: densityAxis, showlegend: traces.length > 1,
    yaxis: {title: {text: 'operations, % of dense'}, type: 'log', range: [Math.log10(lowest) - .08, Math.log10(highest) + .08],
      tickvals: lowest > 15 ? [100, 80, 60, 40, 30, 20] : [100, 50, 20, 10, 5, 2, 1, .5, .2, .1]},
  });
}

const curvesOf = (level, branch) => report.curves.filter(run => run.level === level && run.branch === branch);

/** The mean curve of the runs that came to their end. */
function meanCurve(runs) {
  const x = runs.map(run => run.steps).reduce((longest, steps) => steps.length > longest.length ? steps : longest);
  const whole = runs.filter(run => run.steps.length === x.length);
  return {x, y: x.map((_, i) => meanOf(whole.map(run => run.accuracy[i]))), type: 'scatter', mode: 'lines'};
}

function branchCurves(level) {
  return branches.flatMap(branch => {
    const runs = curvesOf(level, branch);
    const single = runs.map(run => ({x: run.steps, y: run.accuracy, type: 'scatter', mode: 'lines', showlegend: false,
      legendgroup: branch, hoverinfo: 'skip', line: {color: faint(hue(branch), .25), width: 1}}));
    return runs.length ? [...single, {...meanCurve(runs), name: branch, legendgroup: branch,
      line: {color: hue(branch), width: 2.5},
      hovertemplate: `<b>${branch}</b> after %{x} iterations: %{y:.2f} %<extra></extra>`}] : [];
  });
}

/** As figure 3 of Frankle & Carbin 2019. */
function ticketCurves() {
  const trained = report.levels.filter(level => curvesOf(level.level, 'ticket').length);
  const named = Math.ceil(trained.length / 24);
  return trained.map(({level, label}, i) => ({...meanCurve(curvesOf(level, 'ticket')), name: level ? label : 'dense', showlegend: i % named === 0,
    line: level ? {color: graded(level / report.levels.at(-1).level), width: 2} : {color: colour('ink'), width: 4},
    hovertemplate: `<b>${label}</b> after %{x} iterations: %{y:.2f} %<extra></extra>`}));
}

function curves(choice) {
  const traces = choice === 'all' ? ticketCurves() : branchCurves(choice);
  const late = traces.flatMap(trace => trace.y.slice(Math.ceil(trace.y.length / 10)));
  const top = Math.max(...late), bottom = Math.min(...late);
  plot('curves', traces, {
    xaxis: {title: {text: 'iterations'}, rangemode: 'tozero'},
    yaxis: {title: {text: 'validation accuracy, %'},
      range: [Math.max(0, bottom - .08 * (top - bottom) - .05), Math.min(100, top + .05 * (top - bottom) + .05)]},
  });
}

/** A canvas of one pixel for each of these shares of ink, 0 to 1, row by row. */
function picture(width, shares) {
  const [paper, ink] = dark ? [[29, 32, 37], [233, 231, 225]] : [[255, 255, 255], [20, 24, 32]];
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = shares.length / width;
  const image = new ImageData(canvas.width, canvas.height);
  shares.forEach((share, i) => {
    for (let c = 0; c < 3; c++) { image.data[4 * i + c] = paper[c] + (ink[c] - paper[c]) * share; }
    image.data[4 * i + 3] = 255;
  });
  canvas.getContext('2d').putImageData(image, 0, 0);
  return canvas;
}

function pixels() {
  const {firstKernel} = report;
  const {height, width} = firstKernel ? {height: firstKernel, width: firstKernel} : report.data;
  for (const mask of report.masks) {
    const counts = new Array(height * width).fill(0);
    mask.inputs.forEach((count, i) => { counts[i % counts.length] += count; });
    const most = Math.max(...counts, 1), least = Math.min(...counts);
    const blind = counts.filter(count => count === 0).length;
    const box = document.createElement('div');
    box.append(picture(width, counts.map(count => Math.pow(count / most, .7))),
      `${levelOf(mask.level).label} kept: ${least < most ? least + ' to ' : ''}${most} weights a ${firstKernel ? 'place' : 'pixel'}`
      + (blind ? `, none at ${blind} of ${counts.length}` : ''));
    element('pixels').append(box);
  }
}

function kernels() {
  for (const layer of report.kernels) {
    const box = document.createElement('div');
    box.append(picture(layer.columns, layer.percent.map(percent => Math.pow(percent / 100, .7))),
      `${layer.name}: ${fixed(100 * layer.density, 1)} % kept; ${layer.empty} of ${layer.in * layer.out} kernels of `
      + `${layer.size} × ${layer.size} are empty`);
    element('kernels').append(box);
  }
}

function features() {
  const {inputs} = report.masks.at(-1);
  plot('features', [{
    x: inputs.map((_, i) => i + 1), y: inputs, type: 'bar', marker: {color: hues[0]},
    hovertemplate: 'feature %{x}: %{y} weights<extra></extra>',
  }], {
    height: 300, bargap: .25, yaxis: counts(inputs),
    xaxis: {title: {text: 'input feature'}, ...(inputs.length < 21 ? {dtick: 1} : {tickformat: 'd'})},
  });
}

/** An axis of numbers of weights, which are whole. */
function counts(values) {
  return {title: {text: 'weights'}, rangemode: 'tozero', ...(Math.max(...values) < 6 ? {dtick: 1} : {nticks: 5})};
}

/** Many layers: a row for each, and one for all, in place of lines that nobody can tell apart. */
function layerCells(names) {
  const kept = [...names.map(name => report.masks.map(mask => 100 * mask.layers[name])),
    report.masks.map(mask => 100 * levelOf(mask.level).density),
    report.masks.map(mask => 100 * levelOf(mask.level).branches.ticket.effective[0])];
  const rows = [...names.map(name => name.replace('.weight', '')), 'all layers', 'all, on live paths'];
  const lowest = Math.min(...kept.flat().filter(value => value > 0), 50);
  const ticks = [100, 50, 20, 10, 5, 2, 1, .5, .2, .1, .05, .02, .01].filter(value => value > .9 * lowest);
  cells('layers', report.masks.map(mask => mask.level), rows, kept.map(row => row.map(value => Math.log10(Math.max(value, .8 * lowest)))),
    kept.map(row => row.map(value => brief(value))),
    kept.map((row, i) => row.map((value, m) => `<b>${rows[i]}</b> at level ${report.masks[m].level}: ${fixed(value)} % kept`)), {
      zmin: Math.log10(lowest), zmax: 2, colorbar: {title: {text: '% kept', side: 'top'}, thickness: 12, outlinewidth: 0,
        tickvals: ticks.map(Math.log10), ticktext: ticks.map(String)},
      colorscale: dark ? [[0, '#24272d'], [1, '#56b4e9']] : [[0, '#f4f2ec'], [1, '#2b7bb0']],
    });
}

function layers() {
  const names = Object.keys(report.masks[0].layers);
  element('layers').parentElement.classList.toggle('wide', names.length > 8);
  if (names.length > 8) {
    layerCells(names);
    return;
  }
  const levels = report.masks.map(mask => levelOf(mask.level));
  const x = levels.map(level => level.level);
  // The first layers are drawn broader, so that those with the same density can be seen beneath the later ones.
  const broader = i => names.length - 1 - i;
  const traces = names.map((name, i) => ({
    x, y: report.masks.map(mask => 100 * mask.layers[name]), name: name.replace('.weight', ''), type: 'scatter',
    mode: 'lines+markers', line: {color: hues[i % hues.length], width: Math.min(2 + 2.5 * broader(i), 7)},
    marker: {size: Math.min(6 + 3 * broader(i), 12)},
    hovertemplate: `${name}, level %{x}: %{y:.2f} % kept<extra></extra>`,
  }));
  traces.push({
    x, y: levels.map(level => 100 * level.density), name: 'all layers', type: 'scatter', mode: 'lines',
    line: {color: colour('ink'), width: 1.5}, hovertemplate: 'all layers, level %{x}: %{y:.2f} % kept<extra></extra>',
  }, {
    x, y: levels.map(level => 100 * level.branches.ticket.effective[0]), name: 'all, on live paths',
    type: 'scatter', mode: 'lines', line: {color: colour('open'), width: 2, dash: 'dash'},
    hovertemplate: 'level %{x}: %{y:.2f} % of all weights on a live path<extra></extra>',
  });
  const lowest = Math.min(...traces.flatMap(trace => trace.y).filter(value => value > 0));
  plot('layers', traces, {height: 380, xaxis: levelAxis, yaxis: {title: {text: 'weights kept, %'}, type: 'log',
    range: [Math.log10(lowest) - .08, 2.08],
    tickvals: lowest > 15 ? [100, 80, 60, 40, 30, 20] : [100, 50, 20, 10, 5, 2, 1, .5, .2, .1, .05, .02, .01]}});
}

function overlap() {
  const points = series('ticket', 'overlap', 1).filter(point => point.found.chance);
  if (!points.length) {
    text('overlap', 'It takes two replicates whose trainings came to their end.');
    return;
  }
  const ratio = (point, i) => point.values[i] === null ? null : point.values[i] / point.found.chance;
  const half = points.map(point => point.values[2] === null ? 0 : ratio(point, 2) - ratio(point, 0));
  plot('overlap', [{
    x: points.map(point => point.level.level), y: points.map(point => ratio(point, 0)), type: 'scatter', mode: 'lines+markers',
    error_y: {array: half, thickness: 1.5, width: 3, color: hues[0]}, line: {color: hues[0], width: 2.5},
    customdata: points.map(point => [fixed(100 * point.values[0], 1), fixed(100 * point.found.chance, 1)]),
    hovertemplate: 'level %{x}: × %{y:.2f}<br>%{customdata[0]} % shared, %{customdata[1]} % by chance<extra></extra>',
  }], {
    height: 380, xaxis: levelAxis, margin: {l: 60, r: 60, t: 12, b: 52},
    yaxis: {title: {text: 'survivors shared, × chance'}, range: [
      Math.min(.95, ...points.map((point, i) => .98 * (ratio(point, 0) - half[i]))),
      Math.max(1.1, ...points.map((point, i) => 1.02 * (ratio(point, 0) + half[i])))]},
    shapes: [{type: 'line', xref: 'paper', x0: 0, x1: 1, y0: 1, y1: 1, line: {color: colour('soft'), width: 2, dash: 'dash'}}],
    annotations: [{text: 'chance', xref: 'paper', x: 1, xanchor: 'left', y: 1, yanchor: 'middle', showarrow: false,
      font: {color: colour('soft'), size: 12}}],
  });
}

function weights(level) {
  const {layers} = report.weights.find(found => found.level === level);
  const many = layers.length > 9;
  const columns = Math.min(layers.length, (narrow ? 1 : 3) + 2 * many), rows = Math.ceil(layers.length / columns);
  const traces = [];
  const layout = {annotations: [], height: 70 + (many ? 130 : 230) * rows, grid: {rows, columns, pattern: 'independent', ygap: many ? .5 : .35}};
  layers.forEach((layer, i) => {
    const bins = layer.initial.length;
    const edges = Array.from({length: bins + 1}, (_, edge) => layer.span * (2 * edge / bins - 1));
    const axis = i ? String(i + 1) : '';
    for (const [kind, hueIndex] of [['initial', 1], ['final', 0]]) {
      traces.push({x: [edges[0], ...edges], y: [0, ...layer[kind], 0], name: kind, type: 'scatter', mode: 'lines',
        line: {shape: 'hv', width: 1.5, color: hues[hueIndex]}, fill: 'tozeroy', fillcolor: faint(hues[hueIndex], .25),
        showlegend: !i, legendgroup: kind, xaxis: 'x' + axis, yaxis: 'y' + axis,
        hovertemplate: `${layer.name}, ${kind}: %{y} weights from %{x:.3f}<extra></extra>`});
    }
    const name = layer.name.replace('.weight', '');
    layout['xaxis' + axis] = {title: {text: many ? '' : name + ': value'}, nticks: many ? 3 : 5, tickfont: {size: many ? 10 : 12},
      range: [-1.04 * layer.span, 1.04 * layer.span]};
    layout['yaxis' + axis] = {...counts([...layer.initial, ...layer.final]), title: {text: i % columns ? '' : 'weights'},
      ...(many ? {nticks: 3, tickfont: {size: 10}} : {})};
    if (many) {
      layout.annotations.push({text: name, showarrow: false, font: {size: 12}, x: 0, xanchor: 'left', xref: `x${axis} domain`,
        y: 1, yanchor: 'bottom', yref: `y${axis} domain`});
    }
  });
  plot('weights', traces, layout);
}
