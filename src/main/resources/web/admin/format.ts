import { locale } from '../chat/words/index.ts';
import { words } from './words/index.ts';

/** Below that a number has a digit behind the point. */
const SMALL = 100;
const MEGABYTE = 1_000_000;

/** A number as the reader's language writes it; a dash where there is none. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return words().none;
  }
  const digits = Math.abs(value) < SMALL && !Number.isInteger(value) ? 1 : 0;
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

export function megabytes(bytes: number | null): number | null {
  return bytes === null ? null : bytes / MEGABYTE;
}

export function time(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso));
}

/** A time of day with its seconds, from seconds since 1970. */
export function timeOfDay(seconds: number): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: 'medium' }).format(new Date(seconds * 1_000));
}

/** A duration in seconds, in its two largest units. */
export function duration(seconds: number): string {
  const units: [number, Intl.NumberFormatOptions['unit']][] = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const first = Math.max(0, units.findIndex(([length]) => seconds >= length));
  let rest = seconds;
  return units
    .slice(first === -1 ? units.length - 1 : first, first + 2)
    .map(([length, unit]) => {
      const whole = Math.floor(rest / length);
      rest -= whole * length;
      return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'short' }).format(whole);
    })
    .join(' ');
}
