import {GAP_MILLIS, WINDOW_MILLIS} from './samples.js';
import {whole} from './format.js';

/** A small chart of the last two minutes: areas on top of each other, or lines. */

const LEFT = 40;
const RIGHT = 6;
const TOP = 14;
const BOTTOM = 17;
const GRID_LINES = 2;
const MINUTES_AGO = [2, 1.5, 1, 0.5, 0];

export class Chart {
  #svg;
  #series;
  #stacked;
  #smallestTop;
  #top;
  #width = 0;
  #height = 0;

  /**
   * @param series keys of a sample, which are also class names; lowest first where stacked
   * @param smallestTop the top of the scale is never below this, so that small noise does not look like much
   */
  constructor(svg, series, {stacked, smallestTop}) {
    this.#svg = svg;
    this.#series = series;
    this.#stacked = stacked;
    this.#smallestTop = smallestTop;
    this.#top = smallestTop;
    new ResizeObserver(([entry]) => {
      this.#width = entry.contentRect.width;
      this.#height = entry.contentRect.height;
    }).observe(svg);
  }

  /**
   * @param now the right edge, in milliseconds since 1970
   * @param flips moves to be marked: {at, side, text}
   */
  draw(samples, now, flips) {
    if (this.#width === 0) return;
    const seen = samples.filter(sample => sample.at >= now - WINDOW_MILLIS);
    this.#rescale(seen);
    const x = at => LEFT + ((at - now + WINDOW_MILLIS) / WINDOW_MILLIS) * (this.#width - LEFT - RIGHT);
    const y = value => this.#height - BOTTOM - (value / this.#top) * (this.#height - TOP - BOTTOM);
    this.#svg.replaceChildren(
      ...this.#grid(y),
      ...this.#times(x, now),
      ...(this.#stacked ? this.#areas(seen, x, y) : this.#lines(seen, x, y)),
      ...flips.filter(flip => flip.at > now - WINDOW_MILLIS).flatMap(flip => this.#flip(flip, x(flip.at))));
  }

  /** Grows at once, shrinks only to half or less: a scale that trembles cannot be read. */
  #rescale(samples) {
    const values = samples.map(sample => {
      const figures = this.#series.map(key => sample[key] ?? 0);
      return this.#stacked ? figures.reduce((sum, figure) => sum + figure, 0) : Math.max(...figures);
    });
    const wanted = round(Math.max(this.#smallestTop, ...values));
    if (wanted > this.#top || wanted <= this.#top / 2) this.#top = wanted;
  }

  #grid(y) {
    return Array.from({length: GRID_LINES + 1}, (_, i) => (this.#top * i) / GRID_LINES).flatMap(value => [
      draw('line', 'grid', {x1: LEFT, x2: this.#width - RIGHT, y1: y(value), y2: y(value)}),
      draw('text', 'axis value', {x: LEFT - 6, y: y(value) + 4}, whole(value)),
    ]);
  }

  #times(x, now) {
    return MINUTES_AGO.map(ago => draw(
      'text',
      `axis ${ago === 0 ? 'now' : ago === MINUTES_AGO[0] ? 'first' : ''}`,
      {x: x(now - ago * 60_000), y: this.#height - 3},
      ago === 0 ? 'now' : `−${ago * 60} s`));
  }

  #areas(samples, x, y) {
    const shapes = [];
    for (const run of unbroken(samples, this.#series)) {
      let floor = run.map(() => 0);
      for (const key of this.#series) {
        const roof = run.map((sample, i) => floor[i] + sample[key]);
        const line = run.map((sample, i) => `${x(sample.at).toFixed(1)},${y(roof[i]).toFixed(1)}`);
        const under = run.map((sample, i) => `${x(sample.at).toFixed(1)},${y(floor[i]).toFixed(1)}`).reverse();
        shapes.push(draw('path', `area ${key}`, {d: `M${line.join('L')}L${under.join('L')}Z`}));
        shapes.push(...stretches(line, run.map(sample => sample[key] > 0))
          .map(stretch => draw('path', `line ${key}`, {d: `M${stretch.join('L')}`})));
        floor = roof;
      }
    }
    return shapes;
  }

  #lines(samples, x, y) {
    return this.#series.flatMap(key => unbroken(samples, [key]).map(run => draw('path', `line ${key}`, {
      d: `M${run.map(sample => `${x(sample.at).toFixed(1)},${y(sample[key]).toFixed(1)}`).join('L')}`,
    })));
  }

  #flip(flip, x) {
    const isNearEdge = x > this.#width - 60;
    return [
      draw('line', `flip ${flip.side}`, {x1: x, x2: x, y1: 2, y2: this.#height - BOTTOM}),
      draw('text', `flip-text ${isNearEdge ? 'end' : ''}`, {x: x + (isNearEdge ? -4 : 4), y: 10}, flip.text),
    ];
  }
}

/** Parts in which every one of these figures was measured, without a pause in the looking. */
function unbroken(samples, keys) {
  const runs = [];
  let run = [];
  for (const sample of samples) {
    const isMeasured = keys.every(key => sample[key] !== null);
    const isGap = run.length > 0 && sample.at - run.at(-1).at > GAP_MILLIS;
    if ((!isMeasured || isGap) && run.length > 0) {
      runs.push(run);
      run = [];
    }
    if (isMeasured) run.push(sample);
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/** The points at which this holds, in stretches: a side without traffic draws no line along the other's. */
function stretches(points, holds) {
  const found = [];
  points.forEach((point, i) => {
    if (!holds[i]) return;
    if (i > 0 && holds[i - 1]) found.at(-1).push(point);
    else found.push([point]);
  });
  return found;
}

/** The next of 1, 2, 4, 6, 8, 10 × 10ⁿ: all have a whole half. */
function round(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].find(step => step * power >= value) * power;
}

function draw(tag, className, attributes, text) {
  const shape = document.createElementNS('http://www.w3.org/2000/svg', tag);
  shape.setAttribute('class', className);
  Object.entries(attributes).forEach(([name, value]) => shape.setAttribute(name, value));
  if (text !== undefined) shape.textContent = text;
  return shape;
}
