import { tab } from './storage.ts';

/** Who one is on this page. Kept for the tab, so that a reload goes on and a second tab can be somebody else. */
export type Session =
  | { readonly kind: 'name'; readonly name: string; readonly token: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'guest'; readonly name: string; readonly guestKey?: string };

const SESSION = 'roomcast.session';
const ROOMS = 'roomcast.rooms';
const SIGN_IN = '/api/auth';
const ALL = { guests: true, demo: true };

/** The demo sign-in asks nobody for a password, but wants the field filled. */
const DEMO_PASSWORD = 'demo';

export function savedSession(): Session | undefined {
  return tab.read(SESSION) as Session | undefined;
}

export function saveSession(session: Session): void {
  tab.write(SESSION, session);
}

export function savedRooms(): string[] {
  const rooms = tab.read(ROOMS);
  return Array.isArray(rooms) ? rooms.filter((room): room is string => typeof room === 'string') : [];
}

export function saveRooms(rooms: readonly string[]): void {
  tab.write(ROOMS, rooms);
}

export function forget(): void {
  tab.write(SESSION, undefined);
  tab.write(ROOMS, undefined);
}

/** Ways in that the server offers to those without a token. */
export interface WaysIn {
  readonly guests: boolean;
  readonly demo: boolean;
}

/** What the server says; all of them where it cannot be asked just now: trying will tell. */
export async function waysIn(): Promise<WaysIn> {
  try {
    const answer = await fetch(SIGN_IN);
    return answer.ok ? ((await answer.json()) as WaysIn) : ALL;
  } catch {
    return ALL;
  }
}

/** A token from the demo sign-in; undefined where it is off. Throws where the server is out of reach or refuses. */
export async function demoToken(name: string): Promise<string | undefined> {
  const answer = await fetch(SIGN_IN, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: name, password: DEMO_PASSWORD }),
  });
  if (answer.status === 404) {
    return undefined;
  }
  if (!answer.ok) {
    throw new Error(`sign-in answered ${answer.status}`);
  }
  return ((await answer.json()) as { token: string }).token;
}
