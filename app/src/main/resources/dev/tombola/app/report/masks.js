// Pictures of what pruning left: inputs, kernels, layers, weights. One function each, by Plotly or on canvases.
'use strict';

/** To two digits, as in 3.2. */
const brief = value => value.toFixed(value < .0995 ? 3 : value < .995 ? 2 : value < 9.95 ? 1 : 0);

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
