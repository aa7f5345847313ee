import { Inbound } from './inbound.ts';
import type { ClientMessage, ServerMessage } from './protocol.ts';
import type { WebSocketConstructor } from './options.ts';

export interface ConnectionHandlers {
  readonly message: (message: ServerMessage) => void;
  /** Exactly once, and nothing after it. `opened` is false where the handshake itself did not succeed. */
  closed(code: number, reason: string, opened: boolean): void;
}

export interface ConnectionTiming {
  readonly connectTimeout: number;
  readonly heartbeatInterval: number;
  readonly heartbeatTimeout: number;
}

/** The code for a connection that ended without saying so; browsers report it, and nobody sends it. */
const LOST = 1006;

/** `WebSocket.OPEN`, for runtimes that have no `WebSocket` of their own. */
const OPEN = 1;

/**
 * One WebSocket, from its handshake to its end. It notices a peer that has gone silent: an open socket of a machine
 * that is offline stays open, and says nothing.
 */
export class Connection {
  readonly #socket: WebSocket;
  readonly #handlers: ConnectionHandlers;
  readonly #timing: ConnectionTiming;
  readonly #inbound: Inbound;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #opened = false;
  #ended = false;

  constructor(
    constructor: WebSocketConstructor,
    url: URL,
    protocols: string[],
    timing: ConnectionTiming,
    handlers: ConnectionHandlers,
  ) {
    this.#handlers = handlers;
    this.#timing = timing;
    this.#inbound = new Inbound(handlers.message, () => this.abandon('A frame that cannot be read'));
    this.#socket = new constructor(url, protocols);
    // The close event says all there is to say. `ws` throws an error that nobody listens to, also after the close.
    this.#socket.onerror = () => undefined;
    this.#socket.onopen = () => {
      this.#opened = true;
    };
    this.#socket.onmessage = (event: MessageEvent) => {
      this.#listen();
      if (typeof event.data === 'string') {
        this.#inbound.take(event.data);
      }
    };
    this.#socket.onclose = (event: CloseEvent) => this.#end(event.code, event.reason);
    this.#watch = setTimeout(() => this.abandon('No connection in time'), timing.connectTimeout);
  }

  /** False where the socket is not open (any more); the close event tells the rest. */
  send(message: ClientMessage): boolean {
    if (this.#ended || this.#socket.readyState !== OPEN) {
      return false;
    }
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Begins to watch for silence, in place of the bound on connecting. */
  established(): void {
    this.#listen();
  }

  /** Asks at once whether anybody is still there; ends the connection if no word comes in time. */
  probe(): void {
    if (this.#ended || !this.#opened) {
      return;
    }
    clearTimeout(this.#watch);
    this.send({ type: 'ping' });
    this.#watch = setTimeout(() => this.abandon('No answer'), this.#timing.heartbeatTimeout);
  }

  /** Ends without waiting for the other side, which may be out of reach. */
  abandon(reason: string): void {
    this.#end(LOST, reason);
  }

  /** Ends in good order. */
  close(): void {
    this.#end(1000, '');
  }

  #listen(): void {
    if (this.#ended) {
      return;
    }
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.probe(), this.#timing.heartbeatInterval);
  }

  #end(code: number, reason: string): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    clearTimeout(this.#watch);
    this.#inbound.stop();
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#handlers.closed(code, reason, this.#opened);
  }
}
