// Pictures of trainings: how accurate, how soon, of which classes, at what cost. One function each.
'use strict';

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
