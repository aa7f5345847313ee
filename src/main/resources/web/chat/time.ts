import { locale, words } from './words/index.ts';

/** The hour and minute, as the reader's language writes them. */
export function clock(time: Date): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(time);
}

/** A day in the reader's time zone, for telling days apart. */
export function dayOf(time: Date): string {
  return `${time.getFullYear()}-${time.getMonth()}-${time.getDate()}`;
}

/** The day as a heading. */
export function dayName(time: Date): string {
  const now = new Date();
  if (dayOf(time) === dayOf(now)) {
    return words().today;
  }
  if (dayOf(time) === dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))) {
    return words().yesterday;
  }
  const withYear = time.getFullYear() === now.getFullYear() ? undefined : ('numeric' as const);
  return new Intl.DateTimeFormat(locale(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: withYear,
  }).format(time);
}
