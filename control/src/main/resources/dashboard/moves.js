import {ask} from './api.js';
import {byId, mark, say} from './dom.js';
import {millis} from './format.js';

/**
 * The two buttons. Each has its own place and never becomes the other: a second press of a hurried hand must not undo the
 * first. Where tenants move apart, one moves the slice that is next and the other brings back the one that moved last.
 */

const MOVES = {
  cutover: {to: 'target', act: 'Cut over', under: 'Cutting over'},
  rollback: {to: 'source', act: 'Roll back', under: 'Rolling back'},
};

/** How long the answer to a move stands where the reasons stand otherwise. */
const ANSWER_SHOWN_MILLIS = 20_000;

/** How soon it is asked again whether what comes before a cutover is done. */
const BEGUN_AGAIN_MILLIS = 1_000;

const dialog = byId('confirm');

let status = null;
let isLive = false;
let asked = null;
let underWay = null;
let answer = '';
let answerUntil = 0;

export function startMoves() {
  for (const name of Object.keys(MOVES)) {
    byId(name).addEventListener('click', () => open(name));
  }
  dialog.addEventListener('close', () => {
    const name = asked;
    asked = null;
    if (dialog.returnValue === 'yes' && name !== null && obstacles(name).length === 0) carryOut(name);
  });
}

/** Brings buttons, reasons and an open question up to date. */
export function showMoves(newStatus, live) {
  status = newStatus ?? status;
  isLive = live;
  if (status === null) return;
  for (const [name, move] of Object.entries(MOVES)) {
    const button = byId(name);
    const closed = obstacles(name);
    button.disabled = closed.length > 0;
    button.title = closed.join('\n');
    say(button, underWay === name ? `${move.under} …` : `${move.act}${who(name)} to ${status.sides[move.to]}`);
  }
  const possible = status.next.to === 'target' ? 'cutover' : 'rollback';
  const closed = obstacles(possible);
  if (underWay === null && performance.now() > answerUntil) answer = '';
  say(byId('reason'), answer || failedStep() || waitsFor() || reason(closed) || `Every gate is open to ${verb(possible)}.`);
  mark(byId('reason'), 'wary', String(answer === '' && closed.length > 0 && status.phase !== 'preparing'));
  if (asked !== null) showQuestion();
}

/** Why this move cannot be made now; empty when it can. The other end has the last word on all but the first two. */
function obstacles(name) {
  const move = MOVES[name];
  if (!isLive) return ['no connection'];
  if (underWay !== null) return [`${MOVES[underWay].under.toLowerCase()} is under way`];
  if (sliceOf(name) === null) return [`${status.sides[move.to]} serves already`];
  if (status.phase === 'flipping') return ['a move is under way'];
  // Those of another move say nothing of this one.
  if (status.next.to !== move.to) return [];
  // What comes before a cutover begins when somebody asks for it.
  const closed = status.gates.filter(gate => !gate.open && gate.name !== 'steps');
  return closed.map(gate => `${gate.name}: ${gate.because}`);
}

/** Which slice the button moves; null when there is none to move. */
function sliceOf(name) {
  if (name === 'cutover') return status.next.to === 'target' ? status.next.slice : null;
  const moved = status.slices.filter(slice => slice.side === 'target');
  return moved.length === 0 ? null : moved.reduce((last, slice) => (slice.epoch > last.epoch ? slice : last)).name;
}

/** In words; nothing where everyone moves at once. */
function who(name) {
  const slice = sliceOf(name);
  return status.slices.length === 1 || slice === null ? '' : ` ${slice}`;
}

/** What stopped the preparation says more than the gates that it left closed. */
function failedStep() {
  const failed = status.phase === 'failed' ? status.steps.find(step => step.state === 'failed') : undefined;
  return failed ? `${failed.title}: ${failed.detail}` : '';
}

/** A step that waits for a person keeps everything waiting. */
function waitsFor() {
  return status.waiting.length > 0 ? status.waiting[0].because : '';
}

function reason(closed) {
  if (closed.length === 0) return '';
  return closed.length === 1 ? closed[0] : `${closed[0]} (and ${closed.length - 1} more)`;
}

const verb = name => `${MOVES[name].act.toLowerCase()}${who(name)} to ${status.sides[MOVES[name].to]}`;

function open(name) {
  asked = name;
  answer = '';
  dialog.returnValue = 'no';
  showQuestion();
  dialog.showModal();
}

/** What was true when the question was opened may not be when it is answered: so it is kept true. */
function showQuestion() {
  const move = MOVES[asked];
  const closed = obstacles(asked);
  const to = status.sides[move.to];
  const from = status.sides[move.to === 'target' ? 'source' : 'target'];
  say(byId('confirm-title'), `${move.act}${who(asked)} to ${to}?`);
  say(byId('confirm-sentence'), status.readiness);
  say(byId('confirm-what'), `${who(asked) === '' ? 'Everyone' : `Slice${who(asked)}`} is moved from ${from} to ${to}. Its writes wait while that happens; what waits longer than the plan allows is refused.`);
  say(byId('confirm-reason'), closed.length > 0 ? `Not now: ${closed.join('; ')}` : '');
  say(byId('confirm-yes'), move.act);
  mark(byId('confirm-yes'), 'side', move.to);
  byId('confirm-yes').disabled = closed.length > 0;
}

async function carryOut(name) {
  const {act, under} = MOVES[name];
  const slice = sliceOf(name);
  underWay = name;
  answer = `${under} …`;
  showMoves(null, isLive);
  try {
    let result = await ask(slice, name);
    while (result.outcome === 'begun') {
      answer = waitsFor() || `First: ${result.because.join('; ')}`;
      showMoves(null, isLive);
      await new Promise(resolve => setTimeout(resolve, BEGUN_AGAIN_MILLIS));
      result = await ask(slice, name);
    }
    answer = told(act, result);
  } catch {
    answer = `${act}: no answer came. Whether it went through stands under Flips.`;
  }
  underWay = null;
  answerUntil = performance.now() + ANSWER_SHOWN_MILLIS;
  showMoves(null, isLive);
}

function told(act, result) {
  if (result.outcome === 'done') {
    const {pauseMillis, held} = result.flip;
    return pauseMillis === null
      ? `${act}: done; no request was held.`
      : `${act}: done; ${held} requests were held, the longest for ${millis(pauseMillis)}.`;
  }
  const because = (result.because ?? []).join('; ');
  return result.outcome === 'closed' ? `${act}: not begun; ${because}` : `${act}: not done; ${because}`;
}
