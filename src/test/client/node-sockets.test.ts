import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { afterEach, describe, test } from 'node:test';

import { connect, type ConnectionState, type Options, type RoomcastClient } from '../../main/resources/web/client/index.ts';

/** Where the build has put the packages of npm that the tests need. */
const modules = resolve('target/node_modules');
const ws = createRequire(`${modules}/`)('ws') as {
  WebSocket: unknown;
  WebSocketServer: new (options: object) => WebSocketServer;
};

interface WebSocketServer {
  on(event: 'connection', handler: (socket: ServerSocket) => void): void;
  once(event: string, handler: () => void): void;
  address(): AddressInfo;
  close(): void;
  readonly clients: Set<ServerSocket>;
}

interface ServerSocket {
  send(frame: string): void;
  on(event: 'message', handler: (data: { toString(): string }) => void): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

const webSockets = { ws: ws.WebSocket, "Node.js' own": globalThis.WebSocket } as Record<string, Options['webSocket']>;

let client: RoomcastClient | undefined;
let server: WebSocketServer | undefined;

afterEach(() => {
  client?.close();
  server?.clients.forEach((socket) => socket.terminate());
  server?.close();
  client = server = undefined;
});

/** A server of real sockets that lets everyone in and acknowledges what they say. */
async function serve(port = 0): Promise<number> {
  const started = new ws.WebSocketServer({ port, host: '127.0.0.1', handleProtocols: () => 'roomcast' });
  server = started;
  await new Promise<void>((listening) => started.once('listening', listening));
  started.on('connection', (socket) => {
    socket.send(JSON.stringify({ type: 'welcome', user: { id: 'u1', username: 'One' } }));
    let offset = 0;
    socket.on('message', (data) => {
      const { type, id, roomId, messageId } = JSON.parse(data.toString()) as Record<string, string>;
      if (type === 'room-message') {
        offset += 1;
        socket.send(JSON.stringify({ type: 'ack', id, roomId, messageId, epoch: 'e', offset }));
      }
    });
  });
  return started.address().port;
}

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function start(port: number, webSocket: Options['webSocket'], more: Partial<Options> = {}): RoomcastClient {
  client = connect({ url: `ws://127.0.0.1:${port}/ws`, webSocket, backoff: { min: 1, max: 20 }, ...more });
  return client;
}

function state(name: ConnectionState['name'], times = 1): Promise<ConnectionState> {
  let left = times;
  return new Promise((found) => {
    client?.on('state', (now) => {
      left -= now.name === name ? 1 : 0;
      if (left === 0) {
        found(now);
      }
    });
  });
}

for (const [name, webSocket] of Object.entries(webSockets)) {
  describe(`with the WebSocket of ${name}`, () => {
    test('a server that is not there is tried until it is', async () => {
      const port = await closedPort();
      start(port, webSocket);
      await state('waiting', 3);
      const open = state('open');
      await serve(port);
      await open;
    });

    test('a handshake that is refused is a failed try like any other', async () => {
      const refusing = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'));
      }).listen(0, '127.0.0.1');
      await once(refusing, 'listening');
      start((refusing.address() as AddressInfo).port, webSocket, { token: 'jwt' });
      await state('waiting', 2);
      refusing.close();
    });

    test('a client may be closed in the middle of its handshake', async () => {
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const connected = once(silent, 'connection');
      start((silent.address() as AddressInfo).port, webSocket).close();
      start((silent.address() as AddressInfo).port, webSocket);
      const [socket] = (await connected) as [Socket];
      const ended = once(socket.resume(), 'close');
      client?.close();
      assert.equal(client?.state.name, 'closed');
      await ended;
      silent.close();
    });

    test('a handshake without an answer is given up', async () => {
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      start((silent.address() as AddressInfo).port, webSocket, { connectTimeout: 30 });
      await state('waiting', 2);
      silent.close();
    });

    test('what is sent while the connection is cut arrives over the next one', async () => {
      start(await serve(), webSocket);
      await state('open');
      await client?.room('r').publish('before');
      server?.clients.forEach((socket) => socket.terminate());
      const ack = await client?.room('r').publish('after');
      assert.equal(ack?.offset, 1, 'acknowledged by a new connection, which counts from one');
    });
  });
}
