import {byId, mark, part, say} from './dom.js';
import {millis, rate, whole} from './format.js';

/** Who serves now, what comes to either bank, and what crosses between them. */

const bridge = byId('bridge');
const held = byId('held');

export function showBridge(status, sample) {
  const isFlipping = status.phase === 'flipping';
  for (const side of ['source', 'target']) {
    const bank = byId(`bank-${side}`);
    const slices = status.slices.filter(slice => slice.side === side);
    const owns = slices.length > 0;
    mark(bank, 'owns', String(owns));
    say(part(bank, 'label'), status.sides[side]);
    say(part(bank, 'standing'), standing(slices, status.slices));
    say(part(bank, 'rate'), rate(sample[side]));
    say(part(bank, 'inFlight'), whole(status.traffic[side].inFlight));
    say(part(bank, 'failed'), whole(status.traffic[side].failed));
    mark(part(bank, 'failed'), 'bad', String(status.traffic[side].failed > 0));
  }
  const {source, target} = status.sides;
  say(part(bridge, 'forward'), way(`${source} → ${target}`, status.stores, 'forward', sample.forward));
  say(part(bridge, 'reverse'), way(`${target} → ${source}`, status.stores, 'reverse', sample.reverse));
  mark(bridge, 'from', status.owner);
  mark(bridge, 'flows', String(flows(status) && !isFlipping));
  held.hidden = status.traffic.heldNow === 0 && !isFlipping;
  say(held, isFlipping && status.traffic.heldNow === 0 ? 'moving' : `${whole(status.traffic.heldNow)} held`);
}

/** Where slices live on both sides, which ones; past a few, how many. */
function standing(slices, all) {
  if (slices.length === 0) return 'stands by';
  if (slices.length === all.length) return 'serves now';
  const names = slices.length > 3 ? `${slices.length} of ${all.length} slices` : slices.map(slice => slice.name).join(', ');
  return `serves ${names}`;
}

function way(name, stores, direction, lag) {
  const modes = [...new Set(stores.map(store => store[direction].mode))].join(', ');
  return `${name} · ${modes || '–'} · ${millis(lag)}${lag === null ? '' : ' behind'}`;
}

/** Whether changes of the side that serves are carried to the other one. */
function flows(status) {
  const direction = status.owner === 'source' ? 'forward' : 'reverse';
  return status.stores.some(store => ['copying', 'following'].includes(store[direction].mode));
}
