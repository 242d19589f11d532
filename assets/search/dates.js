// Moments and date math of queries: `2024-01`, `NOW/DAY-7DAYS`, in microseconds since 1970.

const UNITS = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND', 'MILLI'];
const LENGTHS = [864e5, 36e5, 6e4, 1e3, 1];

/** @param {number[]} parts year, month from 0, day … */
function utc([year, month = 0, day = 1, hour = 0, minute = 0, second = 0, milli = 0]) {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.setUTCHours(hour, minute, second, milli);
}

/** The first and the last microsecond of what a text means. @param {string} text @param {number} now */
function bounds(text, now) {
  const [whole] = /^(?:NOW|\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d(?:\.\d{1,9})?)?)?Z?)?)?)?)/.exec(text) ?? [];
  const math = text.slice(whole?.length);
  if (!whole || !/^(?:\/[A-Z]+|[-+]\d{1,9}[A-Z]+)*$/.test(math)) return;
  let milli, micro, last;
  if (whole === 'NOW') {
    milli = Math.floor(now / 1000);
    micro = now - milli * 1000;
  } else {
    const [moment, fraction] = whole.replace('Z', '').split('.');
    const given = moment.match(/\d+/g).map(Number);
    if (given.length > 1) given[1]--;
    milli = utc(given);
    if (!new Date(milli).toISOString().startsWith(moment)) return;
    given[given.length - 1]++;
    micro = fraction ? +fraction.padEnd(6, '0').slice(0, 6) : 0;
    last = fraction ? undefined : utc(given) * 1000 - 1;
    milli += Math.floor(micro / 1000);
    micro %= 1000;
  }
  for (const [, step, number, name] of math.matchAll(/(.)(\d*)([A-Z]+)/g)) {
    const unit = UNITS.indexOf(name.replace(/S$/, '').replace(/^DATE$/, 'DAY').replace(/^MILLISECOND$/, 'MILLI'));
    const [year, month, day, ...time] = new Date(milli).toISOString().match(/\d+/g).map(Number);
    if (unit < 0) return;
    if (step === '/') {
      milli = utc([year, month - 1, day, ...time].slice(0, unit + 1));
      micro = 0;
    } else if (unit > 1) {
      milli += +(step + number) * LENGTHS[unit - 2];
    } else {
      const months = month - 1 + +(step + number) * (unit ? 1 : 12);
      const longest = new Date(utc([year, months + 1, 0])).getUTCDate();
      milli = utc([year, months, Math.min(day, longest), ...time]);
    }
    // The years 0 to 9999.
    if (!(milli >= -62167219200000 && milli < 253402300800000)) return;
  }
  const first = milli * 1000 + micro;
  return [first, math || last === undefined ? first : last];
}

/** What numbers hold exactly. @param {number} micros */
const clamped = micros => Math.max(-Number.MAX_SAFE_INTEGER, Math.min(micros, Number.MAX_SAFE_INTEGER));


/** The first and the last microsecond of what a text means. @param {string} text @param {number} now */
export const period = (text, now) => bounds(text, now)?.map(clamped);

/**
 * The ends of a range, both included: `*` is none; an excluded bound leaves its period out.
 * @param {string} from @param {boolean} withoutFrom @param {string} to @param {boolean} withoutTo @param {number} now
 */
export function between(from, withoutFrom, to, withoutTo, now) {
  const read = part => part === '*' ? [null, null] : bounds(part.replace(/^"(.*)"$/s, '$1'), now);
  const [start, end] = [read(from), read(to)];
  if (!start || !end) return;
  const [first, last] = [withoutFrom && start[1] !== null ? start[1] + 1 : start[0], withoutTo && end[0] !== null ? end[0] - 1 : end[1]];
  return [first, last].map(bound => bound === null ? null : clamped(bound));
}
