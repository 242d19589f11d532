// Moments and date math of queries: `2024-01`, `NOW/DAY-7DAYS`, in microseconds since 1970.

/** @type {Record<string, number>} */
const UNITS = {YEAR: 0, MONTH: 1, DAY: 2, DATE: 2, HOUR: 3, MINUTE: 4, SECOND: 5, MILLI: 6, MILLISECOND: 6};
const LENGTHS = [0, 0, 864e5, 36e5, 6e4, 1e3, 1];

/** The milliseconds of a moment that is written from the left, so far as it is. @param {string} text */
const start = text => Date.parse(text + '0000-01-01T00:00:00.000Z'.slice(text.length));

/** So many units later; months keep the day or take their last. @param {number} milli @param {number} unit @param {number} count */
function later(milli, unit, count) {
  if (unit > 1) return milli + count * LENGTHS[unit];
  const date = new Date(milli);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + count * (unit ? 1 : 12));
  return date.getUTCDate() === day ? +date : date.setUTCDate(0);
}

/** The first and the last microsecond of what a text means. @param {string} text @param {number} now */
function bounds(text, now) {
  const [whole] = /^(?:NOW|\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d(?:\.\d{1,9})?)?)?Z?)?)?)?)/.exec(text) ?? [];
  const math = text.slice(whole?.length);
  if (!whole || !/^(?:\/[A-Z]+|[-+]\d{1,9}[A-Z]+)*$/.test(math)) return;
  let milli = Math.floor(now / 1000);
  let micro = now - milli * 1000;
  let last;
  if (whole !== 'NOW') {
    const [moment, fraction = ''] = whole.replace('Z', '').split('.');
    milli = start(fraction ? `${moment}.${fraction.slice(0, 3).padEnd(3, '0')}` : moment);
    if (!new Date(milli).toJSON()?.startsWith(moment)) return;
    micro = +fraction.slice(3, 6).padEnd(3, '0');
    if (!fraction && !math) last = later(milli, (moment.length - 4) / 3, 1) * 1000 - 1;
  }
  for (const [, step, number, name] of math.matchAll(/(.)(\d*)([A-Z]+)/g)) {
    const unit = UNITS[name.replace(/S$/, '')];
    if (step === '/') {
      if (unit < 6) milli = start(new Date(milli).toJSON().slice(0, 4 + 3 * unit));
      micro = 0;
    } else {
      milli = later(milli, unit, +(step + number));
    }
    // The years 0 to 9999.
    if (!(unit >= 0 && milli >= -62167219200000 && milli < 253402300800000)) return;
  }
  const first = milli * 1000 + micro;
  return [first, last ?? first];
}

/** What numbers hold exactly. @param {number|null} micros */
const clamped = micros => micros && Math.max(-Number.MAX_SAFE_INTEGER, Math.min(micros, Number.MAX_SAFE_INTEGER));

/** The first and the last microsecond of what a text means. @param {string} text @param {number} [now] */
export const period = (text, now = 0) => bounds(text, now)?.map(clamped);

/**
 * The ends of a range, both included: `*` is none; an excluded bound leaves its period out.
 * @param {string} from @param {boolean} withoutFrom @param {string} to @param {boolean} withoutTo @param {number} now
 */
export function between(from, withoutFrom, to, withoutTo, now) {
  const read = part => part === '*' ? [null, null] : bounds(part.replace(/^"(.*)"$/s, '$1'), now);
  const [start, end] = [read(from), read(to)];
  if (!start || !end) return;
  return [withoutFrom && start[1] !== null ? start[1] + 1 : start[0], withoutTo && end[0] !== null ? end[0] - 1 : end[1]].map(clamped);
}
