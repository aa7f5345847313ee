import type { ClientMessage, ServerMessage } from '../../main/resources/web/client/protocol.ts';

/** A request as it arrived. */
export type Heard = ClientMessage & { id?: string; roomId?: string; since?: unknown; messageId?: string };

/** One connection as the server would see it: what was said, and a way to answer or to cut it. */
export class FakeSocket {
  static readonly OPEN = 1;
  static made: FakeSocket[] = [];
  /** How the server behaves: called for each thing that a client says. */
  static behave: (socket: FakeSocket, message: Heard) => void = () => {};
  /** Whether it leaves a `ping` unanswered. */
  static isSilent = false;
  /** Called for each new connection; opens it and says welcome, unless a test has it otherwise. */
  static greet: (socket: FakeSocket) => void = (socket) => socket.welcome();

  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly heard: Heard[] = [];
  readonly url: URL;
  readonly protocols: string[];

  constructor(url: URL, protocols: string[]) {
    this.url = url;
    this.protocols = protocols;
    FakeSocket.made.push(this);
    queueMicrotask(() => FakeSocket.greet(this));
  }

  static get last(): FakeSocket {
    return FakeSocket.made[FakeSocket.made.length - 1] as FakeSocket;
  }

  static reset(): void {
    FakeSocket.made = [];
    FakeSocket.behave = () => {};
    FakeSocket.isSilent = false;
    FakeSocket.greet = (socket) => socket.welcome();
  }

  send(frame: string): void {
    const message = JSON.parse(frame) as Heard;
    this.heard.push(message);
    if (message.type === 'ping' && !FakeSocket.isSilent) {
      queueMicrotask(() => this.say({ type: 'pong', id: message.id, timestamp: new Date().toISOString() }));
    }
    FakeSocket.behave(this, message);
  }

  close(): void {
    this.readyState = 3;
  }

  open(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  welcome(user: object | undefined = { id: 'u1', username: 'One', roles: [] }, more: object = {}): void {
    this.open();
    this.say({ type: 'welcome', connectionId: 'c', protocol: 1, heartbeat: 30_000, user, ...more });
  }

  /** Lets in nobody yet: who it is has to be said in a message. */
  askWho(): void {
    this.open();
    this.say({ type: 'welcome', connectionId: 'c', protocol: 1, heartbeat: 30_000 });
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  cut(code = 1006, reason = ''): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  heardOf(type: string): Heard[] {
    return this.heard.filter((message) => message.type === type);
  }
}

export function message(roomId: string, offset: number, extra: object = {}): ServerMessage {
  return {
    type: 'room-message',
    roomId,
    offset,
    user: { id: 'u2', username: 'Two' },
    content: `message ${offset}`,
    timestamp: '2026-01-01T00:00:00.000Z',
    messageId: `m${offset}`,
    ...extra,
  };
}

/** Lets everything that is due now happen: timers of no length, and what is promised after them. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i += 1) {
    await new Promise<void>((resolve) => setTimeout(resolve, 1));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
