'use strict';
const report = JSON.parse(document.getElementById('findings').textContent);
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
const style = getComputedStyle(document.documentElement);
const colour = name => style.getPropertyValue('--' + name).trim();
// Okabe and Ito's palette, which colour-blind eyes tell apart; the dark page has its lighter half.
const hues = dark
  ? ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#f0e442', '#d55e00']
  : ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a7400', '#56b4e9'];
const branches = [...new Set(report.levels.flatMap(level => Object.keys(level.branches)))];
const hue = branch => hues[branches.indexOf(branch) % hues.length];
const element = id => document.getElementById(id);
const text = (id, value) => { element(id).textContent = value; };
const faint = (hex, alpha) =>
  `rgba(${[1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)).join(',')},${alpha})`;
const fixed = (value, digits = 2) => value === null ? '–' : value.toFixed(digits);
const signed = value => value === null ? '–' : (value < 0 ? '−' : '+') + Math.abs(value).toFixed(2);

const densities = report.levels.map(level => level.density * 100);
const densityAxis = {
  title: {text: 'density: weights kept, %'}, type: 'log', autorange: 'reversed',
  tickvals: report.levels.map(level => level.density * 100),
  ticktext: report.levels.map((level, i) =>
    report.levels.length < 9 || i % 3 === 0 ? level.label.replace(' %', '') : ''),
};

function plot(id, traces, layout) {
  const axis = {gridcolor: colour('line'), zeroline: false, linecolor: colour('line'), automargin: true};
  const base = {
    paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
    font: {family: 'system-ui, sans-serif', size: 13, color: colour('ink')},
    margin: {l: 60, r: 16, t: 12, b: 52}, height: 340, hovermode: 'closest',
    legend: {orientation: 'h', y: 1.02, yanchor: 'bottom', x: 0},
  };
  const merged = {...base, ...layout};
  for (const key of Object.keys(merged).filter(key => /^[xy]axis\d*$/.test(key))) {
    merged[key] = {...axis, ...merged[key]};
  }
  Plotly.react(id, traces, merged, {displaylogo: false, responsive: true, displayModeBar: false});
}

function choose(id, names, chosen, draw) {
  const buttons = names.map(([value, name]) => {
    const button = document.createElement('button');
    button.textContent = name;
    button.onclick = () => {
      buttons.forEach(other => other.setAttribute('aria-pressed', other === button));
      draw(value);
    };
    button.setAttribute('aria-pressed', value === chosen);
    element(id).append(button);
    return button;
  });
  draw(chosen);
}

function row(table, cells, tag = 'td') {
  const line = table.insertRow();
  for (const [value, kind] of cells) {
    const cell = document.createElement(tag);
    cell.textContent = value;
    cell.className = kind || '';
    line.append(cell);
  }
}

/** Points of a branch: its levels, with [mean, low, high] of an endpoint. */
function series(branch, endpoint) {
  return report.levels.filter(level => level.branches[branch])
    .map(level => ({level, found: level.branches[branch], values: level.branches[branch][endpoint]}))
    .filter(point => point.values[0] !== null);
}

function bands(endpoint, unit, digits) {
  return branches.flatMap(branch => {
    const points = series(branch, endpoint);
    const x = points.map(point => point.level.density * 100);
    const band = points.every(point => point.values[1] !== null) && points.length > 1 ? [{
      x: [...x, ...x.toReversed()],
      y: [...points.map(point => point.values[2]), ...points.map(point => point.values[1]).toReversed()],
      fill: 'toself', fillcolor: faint(hue(branch), .16), line: {width: 0}, hoverinfo: 'skip',
      showlegend: false, legendgroup: branch, type: 'scatter', mode: 'lines',
    }] : [];
    return [...band, {
      x, y: points.map(point => point.values[0]), name: branch, legendgroup: branch, type: 'scatter',
      mode: 'lines+markers', line: {color: hue(branch), width: 2.5},
      marker: {
        size: 8, color: hue(branch),
        symbol: points.map(point => endpoint === 'iteration' && point.found.censored ? 'circle-open' : 'circle'),
      },
      customdata: points.map(point => [point.level.label, point.found.n,
        fixed(point.values[1], digits), fixed(point.values[2], digits)]),
      hovertemplate: `<b>${branch}</b> at %{customdata[0]}<br>%{y:.${digits}f}${unit}`
        + ' (%{customdata[2]} to %{customdata[3]})<br>n = %{customdata[1]}<extra></extra>',
    }];
  });
}

function accuracy(endpoint) {
  const dense = report.levels[0].branches.ticket[endpoint][0];
  plot('accuracy', bands(endpoint, ' %', 2), {
    xaxis: densityAxis, yaxis: {title: {text: 'test accuracy, %'}},
    shapes: dense === null ? [] : [{
      type: 'line', xref: 'paper', x0: 0, x1: 1, y0: dense, y1: dense,
      line: {color: colour('soft'), width: 1, dash: 'dot'},
    }],
    annotations: dense === null ? [] : [{
      text: 'dense', xref: 'paper', x: 0.995, xanchor: 'right', y: dense, yanchor: 'bottom', showarrow: false,
      font: {color: colour('soft'), size: 12},
    }],
  });
}

function curves(level) {
  const traces = [];
  for (const branch of branches) {
    const runs = report.curves.filter(run => run.level === level && run.branch === branch);
    if (!runs.length) { continue; }
    const steps = runs[0].steps;
    const whole = runs.filter(run => run.steps.length === steps.length);
    for (const run of runs) {
      traces.push({x: run.steps, y: run.accuracy, type: 'scatter', mode: 'lines', showlegend: false,
        legendgroup: branch, hoverinfo: 'skip', line: {color: faint(hue(branch), .25), width: 1}});
    }
    traces.push({x: steps, name: branch, legendgroup: branch, type: 'scatter', mode: 'lines',
      y: steps.map((_, i) => whole.reduce((sum, run) => sum + run.accuracy[i], 0) / whole.length),
      line: {color: hue(branch), width: 2.5},
      hovertemplate: `<b>${branch}</b> after %{x} iterations: %{y:.2f} %<extra></extra>`});
  }
  if (!traces.length) {
    Plotly.purge('curves');
    element('curves').textContent = 'Every training of this level diverged.';
    return;
  }
  const late = traces.flatMap(trace => trace.y.slice(Math.ceil(trace.y.length / 10)));
  const top = Math.max(...late), bottom = Math.min(...late);
  plot('curves', traces, {
    xaxis: {title: {text: 'iterations'}, rangemode: 'tozero'},
    yaxis: {title: {text: 'validation accuracy, %'},
      range: [bottom - .08 * (top - bottom) - .05, top + .05 * (top - bottom) + .05]},
  });
}

function pixels() {
  const {height, width, channels} = report.data;
  if (!height) {
    text('pixelWords', 'Surviving weights of the first layer by input feature; the features are no picture, so they stand in rows.');
  } else {
    text('pixelWords', 'How many weights of the first layer still look at each pixel, in one replicate: the darker, the more. '
      + 'The training was never told where the ink is.');
  }
  const columns = width || Math.ceil(Math.sqrt(report.data.features));
  const rows = height || Math.ceil(report.data.features / columns);
  for (const mask of report.masks) {
    const level = report.levels.find(found => found.level === mask.level);
    const canvas = document.createElement('canvas');
    canvas.width = columns;
    canvas.height = rows;
    const image = new ImageData(columns, rows);
    const counts = new Array(columns * rows).fill(0);
    mask.pixels.forEach((count, i) => { counts[i % counts.length] += count; });
    const most = Math.max(...counts, 1);
    const [paper, ink] = dark ? [[29, 32, 37], [233, 231, 225]] : [[255, 255, 255], [20, 24, 32]];
    counts.forEach((count, i) => {
      const share = Math.pow(count / most, .7);
      for (let c = 0; c < 3; c++) { image.data[4 * i + c] = paper[c] + (ink[c] - paper[c]) * share; }
      image.data[4 * i + 3] = 255;
    });
    canvas.getContext('2d').putImageData(image, 0, 0);
    const box = document.createElement('div');
    const live = mask.pixels.filter(count => count > 0).length;
    canvas.title = `level ${mask.level}: at most ${most} weights on a pixel` + (channels > 1 ? ', channels added up' : '');
    box.append(canvas, `${level.label} kept: ${live} of ${mask.pixels.length} inputs live`);
    element('pixels').append(box);
  }
}

function layers() {
  if (!report.masks.length) {
    element('layers').textContent = 'No training came to its end.';
    return;
  }
  const names = Object.keys(report.masks[0].layers);
  const x = report.masks.map(mask => mask.level);
  const traces = names.map((name, i) => ({
    x, y: report.masks.map(mask => 100 * mask.layers[name]), name: name.replace('.weight', ''), type: 'scatter',
    mode: 'lines+markers', line: {color: hues[i % hues.length], width: 2}, hovertemplate: `${name}, level %{x}: %{y:.2f} % kept<extra></extra>`,
  }));
  const ticket = report.masks.map(mask => report.levels.find(level => level.level === mask.level).branches.ticket);
  traces.push({
    x, y: ticket.map(found => 100 * found.effective[0]), name: 'on a live path', type: 'scatter', mode: 'lines',
    line: {color: colour('soft'), width: 2, dash: 'dash'},
    customdata: ticket.map((found, i) => `${fixed(found.dead[0], 1)} of ${report.masks[i].hidden} hidden neurons dead`),
    hovertemplate: 'level %{x}: %{y:.2f} % of all weights<br>%{customdata}<extra></extra>',
  });
  plot('layers', traces, {xaxis: {title: {text: 'level'}, dtick: x.length > 8 ? 3 : 1},
    yaxis: {title: {text: 'weights kept, %'}, type: 'log', tickvals: [100, 50, 20, 10, 5, 2, 1, .5, .2, .1]}});
}

function overlap() {
  const points = series('ticket', 'overlap');
  if (!points.length) {
    element('overlap').textContent = 'It takes two replicates whose trainings came to their end.';
    return;
  }
  const x = points.map(point => point.level.level);
  const half = points.map(point => point.values[2] === null ? 0 : 100 * (point.values[2] - point.values[0]));
  plot('overlap', [
    {x, y: points.map(point => 100 * point.values[0]), name: 'shared', type: 'scatter', mode: 'lines+markers',
      error_y: {array: half, thickness: 1.5, width: 3, color: hues[0]},
      line: {color: hues[0], width: 2.5}, customdata: half.map(value => value.toFixed(1)),
      hovertemplate: 'level %{x}: %{y:.1f} ± %{customdata} % shared<extra></extra>'},
    {x, y: points.map(point => 100 * point.found.chance), name: 'by chance', type: 'scatter', mode: 'lines',
      line: {color: colour('soft'), width: 2, dash: 'dash'}, hovertemplate: 'level %{x}: %{y:.1f} % by chance<extra></extra>'},
  ], {xaxis: {title: {text: 'level'}, dtick: x.length > 8 ? 3 : 1}, yaxis: {title: {text: 'survivors shared, %'}, rangemode: 'tozero'}});
}

function weights(level) {
  const {layers} = report.weights.find(found => found.level === level);
  const traces = [];
  const layout = {height: 300, grid: {rows: 1, columns: layers.length, pattern: 'independent'}, bargap: 0, barmode: 'overlay', annotations: []};
  layers.forEach((layer, i) => {
    const bins = layer.initial.length;
    const x = layer.initial.map((_, bin) => layer.span * ((2 * bin + 1) / bins - 1));
    const axis = i ? String(i + 1) : '';
    for (const [kind, hueIndex] of [['initial', 1], ['final', 0]]) {
      traces.push({x, y: layer[kind], name: kind, type: 'scatter', mode: 'lines', line: {shape: 'hvh', width: 1.5, color: hues[hueIndex]},
        fill: 'tozeroy', fillcolor: faint(hues[hueIndex], .25), showlegend: !i, legendgroup: kind, xaxis: 'x' + axis, yaxis: 'y' + axis,
        hovertemplate: `${layer.name}, ${kind}: %{y} weights near %{x:.3f}<extra></extra>`});
    }
    layout['xaxis' + axis] = {title: {text: layer.name.replace('.weight', '') + ': value'}, nticks: 5};
    layout['yaxis' + axis] = {title: {text: i ? '' : 'weights'}, nticks: 5};
  });
  plot('weights', traces, layout);
}

function verdictTable() {
  const table = element('verdicts');
  row(table, [['verdict'], ['claim'], ['density'], ['effect', 'number'], ['90 % interval', 'number'], ['margin', 'number'], ['n', 'number'], ['']], 'th');
  for (const found of report.verdicts) {
    const ratio = found.claim === 'ticket-trains-faster';
    const show = value => value === null ? '–' : ratio ? '× ' + value.toFixed(2) : signed(value);
    row(table, [
      [found.verdict, found.verdict], [found.claim.replaceAll('-', ' ').replace('random mask', 'random-mask')], [found.density],
      [show(found.effect) + (ratio || found.effect === null ? '' : ' pp'), 'number'],
      [found.low === null ? '–' : `${show(found.low)} to ${show(found.high)}`, 'number'],
      [show(found.margin), 'number'], [found.n, 'number'], [found.note, 'note'],
    ]);
  }
}

function levelTable() {
  const table = element('levels');
  row(table, [['level', 'number'], ['density', 'number'], ['branch'], ['n', 'number'], ['at early stop, %', 'number'], ['at the end, %', 'number'],
    ['early-stop iteration', 'number'], ['on a live path, %', 'number'], ['dead neurons', 'number'], ['shared by seeds, %', 'number'], ['']], 'th');
  const mean = (values, unit = 1, digits = 2) => values[0] === null ? '–'
    : fixed(unit * values[0], digits) + (values[2] === null ? '' : ' ± ' + fixed(unit * (values[2] - values[0]), digits));
  for (const level of report.levels) {
    for (const [name, found] of Object.entries(level.branches)) {
      row(table, [[level.level, 'number'], [level.label, 'number'], [name], [found.n, 'number'], [mean(found.earlyStop), 'number'],
        [mean(found.last), 'number'], [found.iteration[0] === null ? '–' : Math.round(found.iteration[0]).toLocaleString('en'), 'number'],
        [mean(found.effective, 100), 'number'], [mean(found.dead, 1, 1), 'number'],
        [mean(found.overlap, 100, 1) + (found.chance === null ? '' : ` (chance ${fixed(100 * found.chance, 1)})`), 'number'],
        [[found.censored ? `${found.censored} still falling` : '', found.failed ? `${found.failed} diverged` : ''].filter(Boolean).join(', '), 'note']]);
    }
  }
}

text('name', `${report.name}, ${report.replicates} replicate${report.replicates === 1 ? '' : 's'}`);
text('headline', report.headline);
text('spec', report.spec);
text('environment', report.environment || '');
text('data', `${report.data.name}, sha256 ${report.data.checksum}`);
if (report.missing) {
  element('missing').hidden = false;
  text('missing', `Unfinished: ${report.missing} trainings are missing.`);
}
const last = report.levels.at(-1).level;
verdictTable();
choose('endpoint', [['earlyStop', 'at early stop'], ['last', 'at the last step']], 'earlyStop', accuracy);
plot('iteration', bands('iteration', '', 0), {xaxis: densityAxis, yaxis: {title: {text: 'early-stop iteration'}, rangemode: 'tozero'}});
choose('curveLevel', report.levels.map(level => [level.level, level.label]), last, curves);
pixels();
layers();
overlap();
if (report.weights.length) {
  choose('weightLevel', report.weights.map(found => [found.level, report.levels.find(level => level.level === found.level).label]),
    report.weights.at(-1).level, weights);
}
levelTable();
document.body.dataset.ready = 'true';
