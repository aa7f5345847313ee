import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { connect, type Options, type RoomcastClient } from '../../main/resources/web/client/index.ts';
import { pass, rest, sleep, startClock, stopClock } from './clock.ts';
import { FakeSocket } from './fake-server.ts';

let client: RoomcastClient;

beforeEach(() => {
  stopClock();
  FakeSocket.reset();
});

afterEach(() => {
  client.close();
  startClock();
  delete (globalThis as { window?: unknown }).window;
  delete (globalThis as { document?: unknown }).document;
});

async function start(more: Partial<Options> = {}): Promise<void> {
  client = connect({ url: 'ws://chat.example/ws', webSocket: FakeSocket as unknown as Options['webSocket'], ...more });
  await rest();
}

/** A page as the client sees it. */
function openPage(): { window: EventTarget; document: EventTarget & { visibilityState: string } } {
  const page = { window: new EventTarget(), document: Object.assign(new EventTarget(), { visibilityState: 'visible' }) };
  Object.assign(globalThis, page);
  return page;
}

test('a server that lets in and dies is come back to ever more slowly', async () => {
  FakeSocket.greet = (socket) => {
    socket.welcome();
    queueMicrotask(() => socket.cut());
  };
  await start();
  await pass(60_000);
  assert.ok(FakeSocket.made.length <= 10, `${FakeSocket.made.length} connections in a minute`);
});

test('a server that drains again and again is come back to at once only the first time', async () => {
  FakeSocket.greet = (socket) => {
    socket.welcome();
    queueMicrotask(() => socket.cut(1001, 'Server shutdown'));
  };
  await start();
  assert.equal(FakeSocket.made.length, 2);
  await pass(60_000);
  assert.ok(FakeSocket.made.length <= 10, `${FakeSocket.made.length} connections in a minute`);
});

test('after a connection that lasted, the waits are short again', async () => {
  FakeSocket.greet = (socket) => socket.cut();
  await start();
  await pass(30_000);
  FakeSocket.greet = (socket) => socket.welcome();
  await pass(30_000);
  FakeSocket.last.cut();
  assert.ok(client.state.name === 'waiting' && client.state.retryAt - Date.now() === 250);
});

test('the state tells when the next try is, and the next try is then', async () => {
  FakeSocket.greet = (socket) => socket.cut();
  await start({ backoff: { min: 4_000 } });
  assert.ok(client.state.name === 'waiting');
  const made = FakeSocket.made.length;
  await pass(client.state.retryAt - Date.now() - 1, 1_000);
  assert.equal(FakeSocket.made.length, made);
  await pass(1);
  assert.equal(FakeSocket.made.length, made + 1);
});

test('a server that drains is served by until it closes, and left where it never does', async () => {
  await start();
  FakeSocket.last.say({ type: 'reconnect', reason: 'shutdown', afterMs: 4_000 });
  assert.ok(client.state.name === 'draining' && client.state.closesAt - Date.now() === 4_000);
  assert.equal(client.user?.id, 'u1');
  await pass(4_000);
  assert.equal(FakeSocket.made.length, 1);
  await pass(6_000);
  assert.equal(FakeSocket.made.length, 2);
  assert.equal(client.state.name, 'open');
});

test('a try that leads nowhere is given up in time, also one whose server says nothing after the handshake', async () => {
  FakeSocket.greet = () => undefined;
  await start({ connectTimeout: 2_000 });
  await pass(2_000);
  assert.equal(client.state.name, 'waiting');
  FakeSocket.greet = (socket) => socket.open();
  await pass(500);
  assert.equal(client.state.name, 'connecting');
  await pass(2_000);
  assert.equal(client.state.name, 'waiting');
});

test('a machine that wakes up finds out within seconds that its connection is dead', async () => {
  await start();
  await pass(1_000);
  FakeSocket.isSilent = true;
  sleep(3_600_000);
  await pass(2_000);
  assert.equal(FakeSocket.last.heardOf('ping').length, 1, 'asked at once, not when the heartbeat is due');
  FakeSocket.isSilent = false;
  await pass(6_000);
  assert.equal(FakeSocket.made.length, 2);
  assert.equal(client.state.name, 'open');
});

test('a network that comes back, and a page that is looked at again, end the waiting', async () => {
  const { window, document } = openPage();
  FakeSocket.greet = (socket) => socket.cut();
  await start({ backoff: { min: 30_000 } });
  const made = FakeSocket.made.length;
  window.dispatchEvent(new Event('online'));
  await rest();
  assert.equal(FakeSocket.made.length, made + 1);
  document.visibilityState = 'hidden';
  document.dispatchEvent(new Event('visibilitychange'));
  await rest();
  assert.equal(FakeSocket.made.length, made + 1, 'a page that is hidden is in no hurry');
  document.visibilityState = 'visible';
  document.dispatchEvent(new Event('visibilitychange'));
  await rest();
  assert.equal(FakeSocket.made.length, made + 2);
});

test('a page that is kept aside lets its connection go, and has one again when it is shown', async () => {
  const { window } = openPage();
  await start({ backoff: { min: 30_000 } });
  window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
  await rest();
  assert.equal(client.state.name, 'waiting');
  assert.equal(FakeSocket.last.readyState, 3);
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await rest();
  assert.equal(client.state.name, 'open');
});

test('a closed client listens to its page no more', async () => {
  const { window } = openPage();
  await start();
  client.close();
  window.dispatchEvent(new Event('online'));
  await pass(10_000);
  assert.equal(FakeSocket.made.length, 1);
});
