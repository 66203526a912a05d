/** The last two minutes, taken from the counters of each status. */

export const WINDOW_MILLIS = 120_000;

/** A pause between two samples that is not drawn over: nobody looked. */
export const GAP_MILLIS = 3_000;

/** Rates are taken over about this long: shorter ones jump about, longer ones hide a pause. */
const RATE_OVER_MILLIS = 1_000;

const SAMPLES_MAX = 600;

export class Samples {
  #samples = [];

  get all() {
    return this.#samples;
  }

  get last() {
    return this.#samples.at(-1);
  }

  add(status) {
    const at = Date.parse(status.at);
    if (this.last && at <= this.last.at) {
      if (at === this.last.at) return;
      this.#samples = []; // the other end's clock was set back
    }
    const sample = {
      at,
      sourceCount: status.traffic.source.requests,
      targetCount: status.traffic.target.requests,
      forward: worstLag(status.stores, 'forward'),
      reverse: worstLag(status.stores, 'reverse'),
    };
    const before = this.#before(sample);
    sample.source = perSecond(before, sample, 'sourceCount');
    sample.target = perSecond(before, sample, 'targetCount');
    this.#samples.push(sample);
    while (this.#samples.length > SAMPLES_MAX || this.#samples[0].at < at - WINDOW_MILLIS - GAP_MILLIS) {
      this.#samples.shift();
    }
  }

  /** The youngest sample that is old enough for a rate, unless too much time passed since. */
  #before(sample) {
    if (!this.last || sample.at - this.last.at > GAP_MILLIS) return undefined;
    return this.#samples.findLast(old => sample.at - old.at >= RATE_OVER_MILLIS - 100);
  }
}

/** Counters that fell were started anew: no rate can be told across that. */
function perSecond(before, sample, counter) {
  if (!before || sample[counter] < before[counter]) return null;
  return ((sample[counter] - before[counter]) * 1_000) / (sample.at - before.at);
}

/** The store that is furthest behind; one that was not measured makes the whole unknown. */
function worstLag(stores, direction) {
  const lags = stores.map(store => store[direction].lagMillis);
  return lags.length === 0 || lags.some(lag => lag === null) ? null : Math.max(...lags);
}
