import {byId, follow, make, mark, part, say, sayInFull} from './dom.js';
import {bytes, clock, duration, millis, percent, UNMEASURED, whole} from './format.js';

/** Steps, gates, streams and flips: each a list that follows the status. */

const STEP_SIGNS = {waiting: '·', running: '▸', asking: '?', done: '✓', failed: '✕', skipped: '✓'};

/** In the order of a crossing; the status names them by letter. */
const CROSSING = ['hold', 'fence', 'drain', 'check', 'commit', 'release'];

const OUTCOMES = {flipped: 'done', aborted: 'given up', retreated: 'retreated'};

export function showSteps(steps, at) {
  const done = steps.filter(step => step.state === 'done' || step.state === 'skipped').length;
  say(byId('steps-count'), `${done} of ${steps.length} done`);
  follow(byId('steps'), steps, step => step.name, newStep, (row, step) => {
    mark(row, 'state', step.state);
    say(part(row, 'sign'), STEP_SIGNS[step.state] ?? '?');
    say(part(row, 'title'), step.title);
    sayInFull(part(row, 'detail'), step.detail || (step.state === 'skipped' ? 'done in an earlier run' : step.state));
    const isMoving = step.state === 'running' && step.fraction !== null;
    say(part(row, 'time'), isMoving ? `${percent(step.fraction)}, ${timeOf(step, at)}` : timeOf(step, at));
    part(row, 'bar').style.width = isMoving ? `${Math.min(1, step.fraction) * 100}%` : '0';
  });
}

function newStep() {
  return make('li', 'step',
    is('sign', make('span', 'sign')),
    is('title', make('span', 'title')),
    is('detail', make('span', 'detail')),
    is('time', make('span', 'time')),
    make('span', 'track', is('bar', make('span', 'bar'))));
}

function timeOf(step, at) {
  if (step.millis !== null) return duration(step.millis);
  if (step.state === 'running' && step.startedAt !== null) {
    return duration(Math.max(0, Date.parse(at) - Date.parse(step.startedAt)));
  }
  return UNMEASURED;
}

export function showGates(gates) {
  const closed = gates.filter(gate => !gate.open);
  const open = gates.filter(gate => gate.open);
  say(byId('gates-count'), closed.length === 0
    ? `all ${gates.length} open`
    : `${closed.length} of ${gates.length} closed`);
  mark(byId('gates-count'), 'wary', String(closed.length > 0));
  follow(byId('gates'), [...closed, ...open], gate => gate.name, newGate, (row, gate) => {
    mark(row, 'open', String(gate.open));
    say(part(row, 'sign'), gate.open ? '✓' : '✕');
    say(part(row, 'name'), gate.name);
    say(part(row, 'because'), gate.open ? '' : ` ${gate.because}`);
  });
}

function newGate() {
  return make('li', 'gate',
    is('sign', make('span', 'sign')),
    make('span', 'text', is('name', make('span', 'name')), is('because', make('span', 'because'))));
}

export function showStreams(stores, sides) {
  const lines = stores.flatMap(store => ['forward', 'reverse'].map(direction => ({store, direction})));
  follow(byId('streams'), lines, line => `${line.direction} ${line.store.name}`, newStream, (row, line) => {
    const stream = line.store[line.direction];
    const way = line.direction === 'forward' ? `→ ${sides.target}` : `→ ${sides.source}`;
    const isTrouble = stream.failure !== null;
    sayInFull(part(row, 'store'), `${line.store.name} ${way}`);
    mark(row, 'direction', line.direction);
    say(part(row, 'mode'), stream.mode);
    part(row, 'mode').title = stream.failure ?? '';
    mark(part(row, 'mode'), 'bad', String(isTrouble));
    say(part(row, 'p99'), millis(stream.lagP99Millis));
    say(part(row, 'changes'), whole(stream.changes));
    say(part(row, 'foreign'), whole(stream.foreign));
    mark(part(row, 'foreign'), 'bad', String(stream.foreign > 0));
    say(part(row, 'conflicts'), whole(stream.conflicts));
    mark(part(row, 'conflicts'), 'bad', String(stream.conflicts > 0));
    say(part(row, 'kept'), bytes(stream.retainedBytes));
    part(row, 'kept').title = stream.log ?? '';
  });
}

function newStream() {
  return make('tr', '', ...['store', 'mode', 'p99', 'changes', 'foreign', 'conflicts', 'kept']
    .map(name => is(name, make('td', name))));
}

/** What is looked at after a cutover, in one line; each condition stands in its title. */
export function showObservation(observation) {
  const line = byId('observation');
  line.hidden = !observation;
  if (!observation) return;
  const bad = observation.conditions.filter(condition => condition.state !== 'fine');
  const worst = bad.map(condition => `${condition.state}: ${condition.measured}`).join('; ') || 'all is fine';
  say(line, {
    settled: 'The cutover is settled.',
    paused: `Paused: ${observation.question}. Roll back, or answer with "bailey go-on".`,
  }[observation.state] ?? `Observed until ${clock(observation.until)}; ${worst}.`);
  line.title = observation.conditions.map(condition => `${condition.name}: ${condition.state}, ${condition.measured}`).join('\n');
  mark(line, 'wary', String(observation.state === 'paused'));
}

export function showFlips(flips, sides) {
  say(byId('flips-count'), flips.length === 0 ? '' : String(flips.length));
  byId('no-flips').hidden = flips.length > 0;
  const longest = Math.max(1, ...flips.map(total));
  const apart = new Set(flips.map(flip => flip.slice)).size > 1;
  follow(byId('flips'), flips.slice().reverse(), flip => `${flip.slice} ${flip.epoch}`, newFlip, (row, flip) => {
    mark(row, 'outcome', flip.outcome);
    say(part(row, 'at'), clock(flip.at));
    part(row, 'at').title = `${flip.at}, by ${flip.by}, epoch ${flip.epoch}`;
    const way = flip.direction === 'forward' ? `${sides.source} → ${sides.target}` : `${sides.target} → ${sides.source}`;
    sayInFull(part(row, 'direction'), apart ? `${flip.slice}: ${way}` : way);
    say(part(row, 'outcome'), OUTCOMES[flip.outcome] ?? flip.outcome);
    say(part(row, 'held'), whole(flip.held));
    say(part(row, 'pause'), millis(flip.pauseMillis));
    showBreakdown(row, flip, longest);
    say(part(row, 'because'), flip.because);
  });
}

function newFlip() {
  const breakdown = make('td', 'breakdown',
    is('because', make('p', 'because')), is('stack', make('div', 'stack')), is('legend', make('p', 'parts')));
  breakdown.colSpan = 5;
  return make('tr', 'flip-row',
    ...['at', 'direction', 'outcome', 'held', 'pause'].map(name => is(name, make('td', name))), breakdown);
}

/** Bars of all flips have one scale, so that a long one looks long. */
function showBreakdown(row, flip, longest) {
  const steps = ordered(flip.steps);
  const by = ([name]) => name;
  follow(part(row, 'stack'), steps, by, () => make('span', 'piece'), (piece, [name, took]) => {
    mark(piece, 'step', name);
    piece.style.width = `${(took / longest) * 100}%`;
  });
  follow(part(row, 'legend'), steps, by, () => make('span', 'entry'), (entry, [name, took]) => {
    mark(entry, 'step', name);
    say(entry, `${name} ${whole(took)}`);
  });
  part(row, 'legend').title = 'milliseconds by step';
}

const total = flip => Object.values(flip.steps).reduce((sum, took) => sum + took, 0);

function ordered(steps) {
  const place = ([name]) => (CROSSING.includes(name) ? CROSSING.indexOf(name) : CROSSING.length);
  return Object.entries(steps).sort((a, b) => place(a) - place(b));
}

function is(name, element) {
  element.dataset.is = name;
  return element;
}
