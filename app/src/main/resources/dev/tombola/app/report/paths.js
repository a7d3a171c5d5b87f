// Straight lines between trained networks: barriers and what lies on the paths.
'use strict';
const connected = report.connect;
const pointsOfError = {testError: true, trainError: true};
const measures = [['testError', 'test error'], ['testLoss', 'test loss'], ['trainError', 'training error'], ['trainLoss', 'training loss']];
const nameOf = measure => measures.find(([value]) => value === measure)[1];
const unitOf = measure => pointsOfError[measure] ? ' pp' : '';

/** What is drawn as one line: a subnetwork of one level, with a look of its own. */
function lineages() {
  const levels = [...new Set(connected.copies.filter(found => found.level).map(found => found.level))];
  return connected.stability.map(({subnetwork, level, density}) => {
    const nth = Math.max(0, levels.indexOf(level));
    const colours = {dense: colour('ink'), ticket: hue('ticket'), 'random-mask': branches.includes('random-mask')
      ? hue('random-mask') : hues[3]};
    return {
      name: subnetwork === 'dense' ? 'dense' : `${subnetwork}, ${density}`, colour: colours[subnetwork],
      dash: ['solid', 'dash', 'dot', 'dashdot'][nth % 4], symbol: ['circle', 'square', 'diamond', 'cross'][nth % 4],
      found: connected.copies.filter(found => found.subnetwork === subnetwork && found.level === level),
    };
  });
}

/** The 2-point line, and what a barrier beneath it makes of networks. */
const limitLine = (measure, word) => !pointsOfError[measure] ? {} : {
  shapes: [{type: 'line', xref: 'paper', x0: 0, x1: 1, y0: 2, y1: 2, line: {color: colour('soft'), width: 1.5, dash: 'dash'}}],
  annotations: [{text: word, xref: 'paper', x: 1, xanchor: 'left', y: 2, yanchor: 'middle', showarrow: false,
    font: {color: colour('soft'), size: 12}}],
};

const heightAxis = (measure, values) => ({
  title: {text: `barrier of the ${nameOf(measure)}${pointsOfError[measure] ? ', pp' : ''}`},
  range: [0, 1.08 * Math.max(...values, pointsOfError[measure] ? 2.2 : .02)],
});

/** An interval's upper end as far as it can be shown: no more than the means' own span above the highest mean. */
function reach(found, measure) {
  const means = found.map(one => one[measure][0]).filter(value => value !== null);
  const top = Math.max(...means, pointsOfError[measure] ? 2 : .01);
  return found.map(one => Math.min(one[measure][2] ?? one[measure][0] ?? 0, 2 * top));
}

/** Where steps lie on an axis of logarithms that has room for 0, too. */
function stepAxis() {
  const steps = [...new Set(connected.copies.map(found => found.at))].sort((a, b) => a - b);
  const first = steps.find(step => step > 0) ?? 1;
  const ends = [Math.log10(first), Math.log10(Math.max(steps.at(-1), first))];
  const gap = Math.max(.25, .18 * (ends[1] - ends[0]));
  const place = step => step ? Math.log10(step) : ends[0] - gap;
  const share = step => `${step.toLocaleString('en')}<br>${percent(step / connected.length)}`;
  return {place, axis: {
    title: {text: 'step from which copies are trained'},
    range: [place(steps[0]) - .12 * (gap + ends[1] - ends[0]), ends[1] + .12 * (gap + ends[1] - ends[0])],
    tickvals: steps.map(place), ticktext: steps.map(share),
  }};
}

function barriers(measure) {
  const {place, axis} = stepAxis();
  const traces = lineages().flatMap(({name, colour: line, dash, symbol, found: all}) => {
    const found = all.filter(one => one[measure][0] !== null);
    const x = found.map(one => place(one.at));
    const band = found.length > 1 && found.every(one => one[measure][1] !== null) ? [{
      x: [...x, ...x.toReversed()], fill: 'toself', fillcolor: faint(hex(line), .13), line: {width: 0}, type: 'scatter', mode: 'lines',
      y: [...found.map(one => one[measure][2]), ...found.map(one => Math.max(0, one[measure][1])).toReversed()],
      hoverinfo: 'skip', showlegend: false, legendgroup: name,
    }] : [];
    return [...band, {
      x, y: found.map(one => one[measure][0]), name, legendgroup: name, type: 'scatter', mode: 'lines+markers', cliponaxis: false,
      line: {color: line, width: 2.5, dash}, marker: {size: 8, color: line, symbol},
      customdata: found.map(one => [one.at, fixed(one[measure][1]), fixed(one[measure][2]), one.n]),
      hovertemplate: `<b>${name}</b> from step %{customdata[0]}<br>%{y:.2f}${unitOf(measure)}`
        + ' (%{customdata[1]} to %{customdata[2]})<br>replicates: %{customdata[3]}<extra></extra>',
    }];
  });
  plot('barriers', traces, {
    height: 380, xaxis: axis, yaxis: heightAxis(measure, reach(connected.copies, measure)),
    margin: {l: 60, r: 92, t: 12, b: 70}, ...limitLine(measure, 'stable below'),
  });
}

/** `#rrggbb` of a colour that the style sheet may have in another form. */
const hex = value => /^#.{6}$/.test(value) ? value : '#888888';

/** Paths faint, their mean in bold. */
function pathTraces(found, measure, look, axis = '') {
  const {paths} = found, place = {xaxis: 'x' + axis, yaxis: 'y' + axis};
  if (!paths.length) { return []; }
  const single = paths.length === 1 ? [] : paths.map(path => ({x: path.alpha, y: path[measure], type: 'scatter', mode: 'lines',
    ...place, hoverinfo: 'skip', showlegend: false, legendgroup: look.name, line: {color: faint(hex(look.colour), .28), width: 1}}));
  const alike = paths.filter(path => path.alpha.length === paths[0].alpha.length);
  return [...single, {
    x: paths[0].alpha, y: paths[0].alpha.map((_, i) => meanOf(alike.map(path => path[measure][i]))), type: 'scatter', mode: 'lines',
    ...place, name: look.name, legendgroup: look.name, showlegend: look.legend, line: {color: look.colour, width: 2.5, dash: look.dash},
    hovertemplate: `<b>${look.name}</b> at α = %{x:.2f}: %{y:.2f}${pointsOfError[measure] ? ' %' : ''}<extra></extra>`,
  }];
}

const alphaAxis = {range: [0, 1], tickvals: [0, .5, 1], ticktext: ['0', '½', '1']};

function alongPaths(measure) {
  const steps = [...new Set(connected.copies.map(found => found.at))].sort((a, b) => a - b);
  const rows = Math.ceil(steps.length / (narrow ? 2 : 4)), columns = Math.ceil(steps.length / rows);
  const layout = {height: 90 + 190 * rows, grid: {rows, columns, pattern: 'independent', xgap: .12, ygap: .42}, annotations: []};
  const values = connected.copies.flatMap(found => found.paths.flatMap(path => path[measure])).filter(value => value !== null);
  const bottom = Math.min(...values), top = Math.max(...values), room = Math.max(.04 * (top - bottom), pointsOfError[measure] ? .1 : .005);
  const traces = [], looks = lineages();
  steps.forEach((step, i) => {
    const axis = i ? String(i + 1) : '';
    looks.forEach(look => {
      const found = look.found.find(one => one.at === step);
      if (found) { traces.push(...pathTraces(found, measure, {...look, legend: !traces.some(trace => trace.name === look.name)}, axis)); }
    });
    const last = i + columns >= steps.length;
    layout['xaxis' + axis] = {...alphaAxis, title: {text: last ? 'α' : '', standoff: 4}};
    layout['yaxis' + axis] = {range: [bottom - room, top + room], nticks: 5,
      title: {text: i % columns ? '' : nameOf(measure) + (pointsOfError[measure] ? ', %' : '')}};
    layout.annotations.push({text: `from step ${step.toLocaleString('en')}`, xref: `x${axis} domain`, yref: `y${axis} domain`, x: .5, y: 1,
      xanchor: 'center', yanchor: 'bottom', showarrow: false, font: {size: 12, color: colour('soft')}});
  });
  plot('paths', traces, {...layout, margin: {l: 60, r: 16, t: 30, b: 46},
    legend: {orientation: 'h', y: 1 + 26 / (90 + 190 * rows), yanchor: 'bottom', x: 0, font: {size: 12}}});
}

function stabilityWords() {
  const words = connected.stability.map(({subnetwork, density, from, last}) => {
    const name = subnetwork === 'dense' ? 'The dense network' : `The ${subnetwork === 'ticket' ? 'ticket' : 'random mask'} with ${density}`;
    return from === null ? `${name} was not shown to be stable up to step ${last.toLocaleString('en')}, the last that was tried.`
      : `${name} is stable from step ${from.toLocaleString('en')} on.`;
  });
  text('stability', words.join(' '));
}

function barrierTable() {
  const table = element('barrierTable'), looks = lineages();
  const steps = [...new Set(connected.copies.map(found => found.at))].sort((a, b) => a - b);
  row(table, [['from step', 'number'], ['of training', 'number'], ...looks.map(({name}) => [name, 'number'])], 'th');
  for (const step of steps) {
    row(table, [[step.toLocaleString('en'), 'number'], [percent(step / connected.length), 'number'], ...looks.map(({found}) => {
      const one = found.find(other => other.at === step);
      return one ? [height(one), 'number ' + one.verdict, one.failed ? `${one.failed} diverged` : ''] : ['', 'number'];
    })]);
  }
}

const height = found => found.testError[0] === null ? '–' : fixed(found.testError[0])
  + (found.testError[2] === null ? '' : ' ± ' + fixed(found.testError[2] - found.testError[0]));

function levelBarriers(measure) {
  const found = connected.levels.filter(one => one[measure][0] !== null);
  plot('levelBarriers', [{
    x: found.map(one => one.level), y: found.map(one => one[measure][0]), type: 'scatter', mode: 'lines+markers', cliponaxis: false,
    line: {color: hue('ticket'), width: 2.5}, marker: {size: 8, color: found.map(one => colour(
      {supported: 'good', refuted: 'bad', inconclusive: 'open'}[one.verdict]))},
    error_y: {array: found.map(one => one[measure][2] === null ? 0 : one[measure][2] - one[measure][0]), thickness: 1.5, width: 3, color: hue('ticket')},
    customdata: found.map(one => [one.level + 1, one.verdict, one.n]),
    hovertemplate: `levels %{x} and %{customdata[0]}: %{y:.2f}${unitOf(measure)}<br>connected: %{customdata[1]}`
      + '<br>replicates: %{customdata[2]}<extra></extra>',
  }], {
    height: 340, yaxis: heightAxis(measure, reach(connected.levels, measure)), margin: {l: 60, r: 92, t: 12, b: 52},
    xaxis: {title: {text: 'levels'}, tickvals: found.map(one => one.level), ticktext: found.map(one => `${one.level}–${one.level + 1}`),
      range: [Math.min(...found.map(one => one.level)) - .3, Math.max(...found.map(one => one.level)) + .3]},
    ...limitLine(measure, 'connected<br>below'),
  });
}

function replicatePaths(measure) {
  const look = {name: 'dense', colour: colour('ink'), dash: 'solid', legend: false};
  plot('replicatePaths', pathTraces(connected.replicates, measure, look), {
    height: 340, xaxis: {...alphaAxis, title: {text: 'α'}},
    yaxis: {title: {text: nameOf(measure) + (pointsOfError[measure] ? ', %' : '')}, rangemode: 'tozero'},
  });
}

function connections() {
  const has = {copies: connected.copies.length > 0, levels: connected.levels.length > 0, replicates: Boolean(connected.replicates)};
  show('copiesPart', has.copies);
  show('levelsPart', has.levels);
  show('replicatesPart', has.replicates);
  show('recalibrated', [...connected.copies, ...connected.levels].some(found => found.paths.some(path => path.recalibrated)));
  if (has.copies) {
    stabilityWords();
    barrierTable();
  }
  if (has.replicates) {
    const {n, paths, verdict} = connected.replicates;
    text('replicateWords', `The barrier is ${height(connected.replicates)} pp over ${paths.length} pair${paths.length > 1 ? 's' : ''} of ${n} replicates; that they are connected is `
      + `${verdict}. Each line is a pair, the bold one their mean.`);
  }
  choose('measure', measures, 'testError', measure => {
    if (has.copies) { barriers(measure); alongPaths(measure); }
    if (has.levels) { levelBarriers(measure); }
    if (has.replicates) { replicatePaths(measure); }
  });
}
