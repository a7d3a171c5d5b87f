// What all pictures share: findings, colours, axes, and how Plotly draws them.
'use strict';
const report = JSON.parse(document.getElementById('findings').textContent);
const element = id => document.getElementById(id);
const signed = value => value === null ? '–' : (value <= -.005 ? '−' : '+') + Math.abs(value).toFixed(2);
const text = (id, value) => { element(id).textContent = value; };
const fixed = (value, digits = 2) => value === null ? '–' : value.toFixed(digits);
const percent = share => share === null ? '–' : (100 * share).toFixed(share && share < .0995 ? 1 : 0) + ' %';
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
