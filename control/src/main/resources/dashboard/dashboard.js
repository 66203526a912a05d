import {hasToken, Refused, status as askStatus, takeToken} from './api.js';
import {showBridge} from './bridge.js';
import {Chart} from './chart.js';
import {byId, make, mark, part, say} from './dom.js';
import {bytes, clock, millis, percent, rate, whole} from './format.js';
import {showMoves, startMoves} from './moves.js';
import {showFlips, showGates, showObservation, showSteps, showStreams} from './panels.js';
import {Samples} from './samples.js';

/** Asks how the migration stands twice a second, and shows it. It reads and asks; what happens is decided elsewhere. */

const ASK_EVERY_MILLIS = 500;

const samples = new Samples();
const rateChart = new Chart(byId('rate-chart'), ['source', 'target'], {stacked: true, smallestTop: 10});
const lagChart = new Chart(byId('lag-chart'), ['forward', 'reverse'], {stacked: false, smallestTop: 20});
const rateLegend = legend('rate-legend', ['source', 'target']);
const lagLegend = legend('lag-legend', ['forward', 'reverse']);

let lastAnswer = null;

function legend(id, keys) {
  const entries = Object.fromEntries(keys.map(key => [key, make('span', `key ${key}`)]));
  byId(id).append(...Object.values(entries));
  return entries;
}

function show(status) {
  samples.add(status);
  const now = samples.last;
  say(byId('migration'), status.migration);
  say(byId('phase'), status.phase);
  mark(byId('phase'), 'phase', status.phase);
  document.title = `${status.sides[status.owner]} serves · ${status.migration} · Bailey`;
  showBridge(status, now);
  say(byId('sentence'), status.readiness);
  mark(byId('readiness'), 'tone', tone(status));
  showFigures(status);
  showCharts(status, now);
  showSteps(status.steps, status.at);
  showStreams(status.stores, status.sides);
  showGates(status.gates);
  say(byId('verdict'), status.verdict);
  showFlips(status.flips, status.sides);
  showObservation(status.observation);
}

/** By what was measured, not by the words: good is only what could be done right now. */
function tone(status) {
  if (status.phase === 'failed' || status.stores.some(store => store.forward.failure || store.reverse.failure)) return 'bad';
  if (status.phase === 'preparing' || status.phase === 'flipping') return 'calm';
  return status.gates.every(gate => gate.open) ? 'good' : 'wary';
}

function showFigures({traffic, stores}) {
  say(byId('held-now'), whole(traffic.heldNow));
  say(byId('held-all'), traffic.heldMaxMillis === null
    ? `${whole(traffic.held)} in all`
    : `${whole(traffic.held)} in all, p99 ${millis(traffic.heldP99Millis)}, longest ${millis(traffic.heldMaxMillis)}`);
  say(byId('failed'), whole(traffic.failed));
  say(byId('failed-of'), `of ${whole(traffic.requests)} requests`);
  mark(byId('failed-tile'), 'bad', String(traffic.failed > 0));
  const sum = figure => stores.reduce((all, store) => all + store.copy[figure], 0);
  const isDone = stores.length > 0 && stores.every(store => store.copy.done);
  // Expected sizes are the server's estimates: only "done" says done.
  const fraction = sum('bytesTotal') > 0 ? Math.min(0.99, sum('bytes') / sum('bytesTotal')) : null;
  say(byId('copied'), isDone ? '100 %' : percent(fraction));
  say(byId('copied-of'), `${sum('tables')} of ${sum('tablesTotal')} tables, ${bytes(sum('bytes'))}${pace(stores)}`);
}

/** How fast the stores that are still copied go, and why not faster. */
function pace(stores) {
  return stores.filter(store => !store.copy.done && store.speed.because)
    .map(store => `, ${store.name} at ${bytes(store.speed.bytesPerSecond)}/s: ${store.speed.because}`)
    .join('');
}

function showCharts(status, now) {
  const {source, target} = status.sides;
  say(rateLegend.source, `${source} ${rate(now.source)}`);
  say(rateLegend.target, `${target} ${rate(now.target)}`);
  say(lagLegend.forward, `→ ${target} ${whole(now.forward)}`);
  say(lagLegend.reverse, `→ ${source} ${whole(now.reverse)}`);
  const flips = status.flips.filter(flip => flip.outcome === 'flipped').map(flip => ({
    at: Date.parse(flip.at),
    side: flip.direction === 'forward' ? 'target' : 'source',
    text: `→ ${flip.direction === 'forward' ? target : source}`,
  }));
  rateChart.draw(samples.all, now.at, flips);
  lagChart.draw(samples.all, now.at, flips);
}

async function look() {
  if (!hasToken()) {
    lost('no token: open the address that Bailey printed at its start, with all that follows the #');
    return;
  }
  try {
    const status = await askStatus();
    lastAnswer = new Date();
    show(status);
    live(status);
  } catch (failure) {
    if (failure instanceof Refused) {
      lost('token not accepted: if Bailey was started again, open the address it printed then');
    } else {
      lost(lastAnswer === null
        ? 'no answer from Bailey yet; trying on'
        : `no answer since ${clock(lastAnswer)}; these figures are old; trying on`);
    }
    if (!(failure instanceof Refused || failure instanceof TypeError || failure.name === 'TimeoutError')) {
      console.error(failure);
    }
  }
}

function live(status) {
  connection('true', 'live', clock(status.at));
  document.body.classList.remove('stale');
  showMoves(status, /* live= */ true);
}

function lost(because) {
  connection('false', because, '');
  document.body.classList.add('stale');
  document.title = 'No answer · Bailey';
  showMoves(null, /* live= */ false);
}

/** The clock stands apart, so that a screen reader is told of changes, not of every second. */
function connection(isLive, state, time) {
  const line = byId('connection');
  mark(line, 'live', isLive);
  say(part(line, 'state'), state);
  say(part(line, 'clock'), time);
}

async function watch() {
  for (;;) {
    const start = performance.now();
    await look();
    const left = ASK_EVERY_MILLIS - (performance.now() - start);
    await new Promise(resume => setTimeout(resume, Math.max(50, left)));
  }
}

window.addEventListener('hashchange', takeToken);
takeToken();
startMoves();
watch();
