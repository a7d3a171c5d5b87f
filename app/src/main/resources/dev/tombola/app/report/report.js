// Words and tables, and what is shown of an experiment in which something is missing.
'use strict';
const show = (id, shown) => { element(id).hidden = !shown; };

/** More of them than this would be a wall of buttons: they become a list to pull down. */
const BUTTONS = 16;

function choose(id, names, chosen, draw) {
  if (names.length > BUTTONS) {
    pick(id, names, chosen, draw);
    return;
  }
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

function pick(id, names, chosen, draw) {
  const list = document.createElement('select');
  names.forEach(([value, name]) => list.append(new Option(name, value, false, value === chosen)));
  list.onchange = () => draw(names[list.selectedIndex][0]);
  element(id).append(list);
  draw(chosen);
}

/** The names of levels to choose from: their densities, where these tell them apart. */
function named(levels) {
  const distinct = new Set(levels.map(level => level.label)).size === levels.length;
  return levels.map(({level, label}) => [level, distinct ? label : `level ${level}: ${label}`]);
}

/** Draws what is in a fold when it is opened: before, it has no width. */
function whenOpen(id, open, picture) {
  element(id).addEventListener('toggle', () => picture(), {once: true});
  element(id).open = open;
}

/** A row of cells: text, kind, and what stands beneath it in small. */
function row(table, cells, tag = 'td') {
  const line = table.insertRow();
  for (const [value, kind, beneath] of cells) {
    const cell = document.createElement(tag);
    cell.textContent = value;
    cell.className = kind || '';
    if (beneath) {
      cell.append(document.createElement('small'));
      cell.lastChild.textContent = beneath;
    }
    line.append(cell);
  }
}

/** A long table scrolls beneath its head. */
function scrolled(id) {
  element(id).parentElement.classList.toggle('long', element(id).rows.length > 40);
}

function verdictTable() {
  const table = element('verdicts');
  row(table, [['claim'], ['density', 'number'], ['verdict'], ['effect', 'number'], ['90 % interval', 'number'],
    ['margin', 'number'], ['replicates', 'number']], 'th');
  for (const found of report.verdicts) {
    const ratio = found.claim === 'ticket-trains-faster';
    const effect = value => value === null ? '–' : ratio ? '× ' + value.toFixed(2) : signed(value);
    row(table, [
      [found.words, 'claim', found.note],
      [found.density, 'number'], [found.verdict, found.verdict],
      [effect(found.effect) + (ratio || found.effect === null ? '' : ' pp'), 'number'],
      [found.low === null ? '–' : `${effect(found.low)} to ${effect(found.high)}`, 'number'],
      [/-equals-(ticket|reinit)$/.test(found.claim) ? '±' + fixed(found.margin) : effect(found.margin), 'number'], [found.n, 'number'],
    ]);
  }
}

function levelTable() {
  const table = element('levels');
  row(table, [['level', 'number'], ['density', 'number'], ['branch'], ['replicates', 'number'], ['at early stop, %', 'number'],
    ['at the end, %', 'number'], ['early-stop iteration', 'number'], ['on a live path, %', 'number'],
    ['dead units', 'number'], ['shared by seeds, %', 'number']], 'th');
  const mean = (values, unit = 1, digits = 2) => values[0] === null ? '–'
    : fixed(unit * values[0], digits) + (values[2] === null ? '' : ' ± ' + fixed(unit * (values[2] - values[0]), digits));
  for (const level of report.levels) {
    for (const [name, found] of Object.entries(level.branches)) {
      const notes = [[found.falling, 'still falling'], [found.failed, 'diverged']].filter(([count]) => count)
        .map(([count, what]) => `${count} of ${found.trainings} trainings ${what}`);
      row(table, [[level.level, 'number'], [level.label, 'number'], [name, '', notes.join(', ')], [found.n, 'number'],
        [mean(found.earlyStop), 'number'], [mean(found.last), 'number'],
        [found.iteration[0] === null ? '–' : Math.round(found.iteration[0]).toLocaleString('en'), 'number'],
        [mean(found.effective, 100), 'number'], [mean(found.dead, 1, 1), 'number'],
        [mean(found.overlap, 100, 1), 'number', found.chance === null ? '' : `chance ${fixed(100 * found.chance, 1)}`]]);
    }
  }
}

function costTable() {
  const table = element('costs');
  row(table, [['density', 'number'], ['a training', 'number'], ['of dense', 'number'], ['by sparse kernels', 'number']], 'th');
  for (const {level, branch, found} of branches.flatMap(costs).sort((a, b) => a.level.level - b.level.level)) {
    row(table, [[level.label, 'number', branch === 'ticket' ? '' : branch], [operations(found.flops), 'number'],
      [percent(found.ofDense), 'number'], [percent(found.sparse), 'number']]);
  }
}

function define(list, name, words) {
  for (const [tag, value] of [['dt', name], ['dd', words]]) {
    element(list).append(document.createElement(tag));
    element(list).lastChild.textContent = value;
  }
}

function controlWords() {
  const controls = report.controls.filter(({way}) => !way);
  show('controlWords', controls.length);
  for (const {name, words, here} of controls) {
    define('controls', name, words + (here ? ` Here it differs in: ${here}.` : ''));
  }
}

function ways() {
  define('wayWords', 'ticket', report.way + '.');
  report.controls.filter(({way}) => way).forEach(({name, words}) => define('wayWords', name, words + '.'));
  const table = element('ways'), difference = ([mean, , high]) => mean === null ? ''
    : signed(mean) + (high === null ? '' : ' ± ' + fixed(high - mean));
  row(table, [['level', 'number'], ['density', 'number'], ['way'], ['test accuracy, %', 'number'], ['over ticket', 'number'],
    ['over dense', 'number'], ['over reinit', 'number'], ['replicates', 'number']], 'th');
  for (const found of report.ways) {
    row(table, [[found.level, 'number'], [found.density, 'number'], [found.way], [fixed(found.accuracy[0]), 'number'],
      [difference(found.overTicket), 'number'], [difference(found.overDense), 'number'],
      [difference(found.overReinit), 'number'], [found.n, 'number']]);
  }
}

function warn(id, words) {
  show(id, true);
  text(id, words);
}

function warnings() {
  const {missing, missingLevels: levels, diverged, trainings} = report;
  if (missing) {
    warn('missing', `Unfinished: ${missing} of ${trainings + missing} trainings are missing, of level`
      + `${levels.length > 1 ? `s ${levels[0]} to` : ''} ${levels.at(-1)}. The experiment's command with --replicates ${report.replicates} --levels ${report.plannedLevels} does them.`);
  }
  if (diverged) {
    warn('diverged', `${diverged} of ${trainings} trainings diverged: their loss was no number any more. They count `
      + 'with the accuracy of guessing. A lower learning rate (training.schedule.rate) may help.');
  }
  if (report.emptyLayers.length) {
    warn('emptyLayers', report.emptyLayers.join('. ') + '. With pruning.layerCollapse=prevent, every layer would keep its best weight.');
  }
}

function curveChoice() {
  const trained = report.levels.filter(({level}) => report.curves.some(run => run.level === level));
  const controlled = trained.findLast(({level}) => report.curves.some(run => run.level === level && run.branch !== 'ticket'));
  const several = trained.length > 1;
  choose('curveLevel', [...(several ? [['all', 'all tickets']] : []), ...named(trained)],
    controlled ? controlled.level : several ? 'all' : trained[0].level, curves);
}

function inputs() {
  const {firstKernel} = report, ofImages = Boolean(firstKernel || report.data.height);
  text('inputTitle', firstKernel ? 'Which places of the window live' : ofImages ? 'Which pixels live' : 'Which inputs live');
  text('inputWords', firstKernel
    ? `How many weights of the first convolution are kept at each place of its window of ${firstKernel} × ${firstKernel} pixels, `
      + `in one replicate, all channels together: the ${dark ? 'lighter' : 'darker'}, the more.`
    : ofImages
    ? 'How many weights of the first layer still look at each pixel, in one replicate: '
      + `the ${dark ? 'lighter' : 'darker'}, the more. Pruning looks at the weights alone, never at the pictures.`
    : `Surviving weights of the first layer by input feature, in one replicate at ${levelOf(report.masks.at(-1).level).label}. `
      + 'Features are counted from 1, in the order of the data.');
  show('pixels', ofImages);
  show('features', !ofImages);
  (ofImages ? pixels : features)();
}

function kernelWords() {
  const level = levelOf(report.masks.at(-1).level);
  text('kernelWords', `The convolutions in one replicate at ${level.label}: a column for each channel that comes out, a row for each that `
    + `goes in, and ${dark ? 'lighter' : 'darker'} the more of a kernel's weights are kept.`
    + (report.kernels.some(({columns, out}) => columns < out) ? ' Where there are more than 64 channels, neighbours share a place.' : ''));
}

function layerWords() {
  const mask = report.masks.at(-1), level = levelOf(mask.level), {effective, dead} = level.branches.ticket;
  text('layerWords', `At level ${level.level}, ${fixed(100 * level.density)} % of all weights are kept, ${fixed(100 * effective[0])} % lie `
    + `on a live path from an input to an output, and ${fixed(dead[0], 1)} of ${mask.hidden} hidden units (neurons, or channels of a convolution) are dead: on no such path.`);
}

text('name', `${report.name}, ${report.replicates} replicate${report.replicates === 1 ? '' : 's'}`);
text('scope', report.scope);
text('headline', report.headline);
text('spec', report.spec);
text('environment', report.environment || '');
text('data', `${report.data.name}, sha256 ${report.data.checksum}`);
text('leastMatching', report.leastMatching);
text('rewinding', report.rewinding);
show('rewinding', report.rewinding);
warnings();
controlWords();
show('verdicts', report.verdicts.length);
show('noVerdicts', !report.verdicts.length);
verdictTable();
levelTable();
['verdicts', 'levels'].forEach(scrolled);

const draw = (sections, there, pictures) => {
  document.querySelectorAll('.' + sections).forEach(section => { section.hidden = !there; });
  if (there) { pictures(); }
};
draw('ways', report.ways.length, ways);
draw('trained', report.diverged < report.trainings, () => {
  choose('endpoint', [['earlyStop', 'at early stop'], ['last', 'at the last step']], 'earlyStop', accuracy);
  iteration();
  curveChoice();
});
draw('classed', report.classes.names.length, () => {
  const {summary, names, all, falling} = report.classes;
  text('classSummary', summary);
  text('classWords', (names.length < all ? `Of ${all} classes these ${names.length} lose most at the last level. ` : '')
    + `Bold: it is shown to fall, since its 95 % interval lies below 0; intervals hold for all ${all} classes at once, not for all levels.`);
  whenOpen('classFold', falling > 0, () => {
    const shown = branches.filter(branch => report.classes.levels.some(({level, branches}) => level && branches[branch]?.length));
    choose('classBranch', shown.map(branch => [branch, branch]), 'ticket', classes);
  });
});
show('connectHint', !report.connect);
draw('connected', Boolean(report.connect), () => connections());
draw('costed', costs('ticket').length > 1, () => {
  text('worth', report.worth);
  cost();
  costTable();
  scrolled('costs');
});
draw('convolved', report.kernels && report.kernels.length && report.masks.some(mask => mask.level > 0), () => {
  kernelWords();
  kernels();
});
draw('pruned', report.masks.some(mask => mask.level > 0), () => {
  inputs();
  layers();
  layerWords();
  overlap();
});
draw('survived', report.weights.length, () =>
  choose('weightLevel', named(report.weights.map(found => levelOf(found.level))), report.weights.at(-1).level, weights));
document.body.dataset.ready = 'true';
