/** Who one is on this page. Kept for the tab, so that a reload goes on and a second tab can be somebody else. */
export type Session =
  | { readonly kind: 'name'; readonly name: string; readonly token: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'guest'; readonly name: string; readonly guestKey?: string };

const SESSION = 'roomcast.session';
const ROOMS = 'roomcast.rooms';

/** The demo sign-in asks nobody for a password, but wants the field filled. */
const DEMO_PASSWORD = 'demo';

export function savedSession(): Session | undefined {
  return read(SESSION) as Session | undefined;
}

export function saveSession(session: Session): void {
  write(SESSION, session);
}

export function savedRooms(): string[] {
  const rooms = read(ROOMS);
  return Array.isArray(rooms) ? rooms.filter((room): room is string => typeof room === 'string') : [];
}

export function saveRooms(rooms: readonly string[]): void {
  write(ROOMS, rooms);
}

export function forget(): void {
  write(SESSION, null);
  write(ROOMS, null);
}

/** A token from the demo sign-in; undefined where it is off. Throws where the server is out of reach or refuses. */
export async function demoToken(name: string): Promise<string | undefined> {
  const answer = await askDemo({ username: name, password: DEMO_PASSWORD });
  if (answer.status === 404) {
    return undefined;
  }
  if (!answer.ok) {
    throw new Error(`sign-in answered ${answer.status}`);
  }
  return ((await answer.json()) as { token: string }).token;
}

/** Whether the demo sign-in is on: it answers a request without a name with 400, and is not there where it is off. */
export async function demoIsOn(): Promise<boolean> {
  try {
    return (await askDemo({})).status !== 404;
  } catch {
    return true; // out of reach for now; signing in will say so
  }
}

function askDemo(body: object): Promise<Response> {
  return fetch('/api/auth', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Where the browser blocks storage, the page lives without: a reload signs in anew. */
function write(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // nothing is kept, and nothing is lost that is on the page
  }
}

function read(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
