/** Figures as people read them. What was not measured is a dash, never a nought. */

export const UNMEASURED = '–';

const WHOLE = new Intl.NumberFormat('en-GB', {maximumFractionDigits: 0});
const TENTHS = new Intl.NumberFormat('en-GB', {minimumFractionDigits: 1, maximumFractionDigits: 1});
const CLOCK = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

const measured = value => value !== null && value !== undefined && Number.isFinite(value);

export function whole(count) {
  return measured(count) ? WHOLE.format(count) : UNMEASURED;
}

/** Small rates keep a digit, so that one request in two seconds does not read as none. */
export function rate(perSecond) {
  if (!measured(perSecond)) return UNMEASURED;
  return perSecond > 0 && perSecond < 10 ? TENTHS.format(perSecond) : WHOLE.format(perSecond);
}

export function millis(time) {
  if (!measured(time)) return UNMEASURED;
  return time < 10_000 ? `${WHOLE.format(time)} ms` : duration(time);
}

export function duration(time) {
  if (!measured(time)) return UNMEASURED;
  if (time < 1_000) return `${WHOLE.format(time)} ms`;
  // From here on each limit is where the text before it would round up to a unit of its own.
  if (time < 59_950) return `${TENTHS.format(time / 1_000)} s`;
  const seconds = Math.round(time / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function bytes(count) {
  if (!measured(count)) return UNMEASURED;
  let unit = 0;
  let left = count;
  while (left >= 1_024 && unit < BYTE_UNITS.length - 1) {
    left /= 1_024;
    unit++;
  }
  return `${unit === 0 || left >= 100 ? WHOLE.format(left) : TENTHS.format(left)} ${BYTE_UNITS[unit]}`;
}

/** Rounded down: 100 % is said only of what is whole. */
export function percent(fraction) {
  return measured(fraction) ? `${Math.floor(Math.min(1, fraction) * 100)} %` : UNMEASURED;
}

/** The reader's own clock, since that is the one on the wall at night. */
export function clock(instant) {
  const time = new Date(instant);
  return Number.isNaN(time.getTime()) ? UNMEASURED : CLOCK.format(time);
}
