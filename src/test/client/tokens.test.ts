import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { connect, type Options, type RoomcastClient, type TokenNeed } from '../../main/resources/web/client/index.ts';
import { pass, rest, startClock, stopClock } from './clock.ts';
import { FakeSocket } from './fake-server.ts';

let client: RoomcastClient;
/** What the source of tokens was asked, in order. */
let needs: TokenNeed[];

beforeEach(() => {
  stopClock();
  FakeSocket.reset();
  needs = [];
});

afterEach(() => {
  client.close();
  startClock();
});

async function start(token: Options['token'], more: Partial<Options> = {}): Promise<void> {
  client = connect({
    url: 'ws://chat.example/ws',
    webSocket: FakeSocket as unknown as Options['webSocket'],
    token: typeof token === 'function' ? (need, signal) => (needs.push(need), token(need, signal)) : token,
    ...more,
  });
  await rest();
}

/** A source that gives t1, t2 and so on. */
function counting(): () => string {
  let count = 0;
  return () => `t${(count += 1)}`;
}

/** The token that a connection showed at its handshake. */
function shown(socket: FakeSocket | undefined): string | undefined {
  return decodeURIComponent(socket?.protocols[2] ?? '').split('Bearer ')[1];
}

function inTime(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

/** A server whose tokens live for so long, from the moment they are first shown, and which warns as the protocol says. */
function tokensLive(ms: number): void {
  const warn = (socket: FakeSocket): void => {
    const expiresAt = inTime(ms);
    setTimeout(() => socket.say({ type: 'token-expiring', expiresAt }), Math.max(0, ms - 60_000));
  };
  FakeSocket.greet = (socket) => {
    socket.welcome(undefined, { serverTime: inTime(0) });
    warn(socket);
  };
  FakeSocket.behave = (socket, heard) => {
    if (heard.type === 'auth') {
      socket.say({ type: 'auth-success', id: heard.id, user: { id: 'u1', username: 'One' }, expiresAt: inTime(ms) });
      warn(socket);
    }
  };
}

function fresh(socket: FakeSocket): string[] {
  return socket.heardOf('auth').map((heard) => ('token' in heard ? heard.token : ''));
}

test('tokens that live for half a minute cost a call or two a minute, not a storm', async () => {
  tokensLive(30_000);
  await start(counting());
  await pass(60_000);
  assert.equal(FakeSocket.made.length, 1);
  assert.ok(needs.length >= 2 && needs.length <= 4, `${needs.length} calls in a minute`);
});

test('a fresh token is shown a minute before the present one ends', async () => {
  tokensLive(600_000);
  await start(counting());
  await pass(539_000, 1_000);
  assert.deepEqual(needs, ['connecting']);
  await pass(2_000);
  assert.deepEqual(needs, ['connecting', 'expiring']);
  assert.deepEqual(fresh(FakeSocket.last), ['t2']);
});

test('times are the server’s: a clock that is an hour off makes no difference', async () => {
  await start(counting());
  FakeSocket.last.say({ type: 'welcome', serverTime: inTime(3_600_000), user: { id: 'u1', username: 'One' } });
  FakeSocket.last.say({ type: 'token-expiring', expiresAt: inTime(3_600_000 + 40_000) });
  await pass(25_000);
  assert.equal(needs.length, 1);
  await pass(10_000);
  assert.equal(needs.length, 2);
});

test('a source that fails while a token ends is asked again, and the connection goes on', async () => {
  let failures = 2;
  const next = counting();
  tokensLive(600_000);
  await start((need) => {
    if (need === 'expiring' && failures > 0) {
      failures -= 1;
      throw new Error('503');
    }
    return next();
  });
  await pass(560_000, 1_000);
  assert.equal(needs.filter((need) => need === 'expiring').length, 3);
  assert.deepEqual(fresh(FakeSocket.last), ['t2']);
  assert.equal(FakeSocket.made.length, 1);
});

test('a source that is still out of reach when the token ends costs the connection, and not the client', async () => {
  let working = true;
  const next = counting();
  await start(() => (working ? next() : Promise.reject(new Error('out of reach'))));
  working = false;
  FakeSocket.last.cut(1008, 'Token expired');
  await pass(120_000);
  assert.equal(client.state.name, 'waiting');
  assert.ok(needs.length > 3 && needs.length < 20, `${needs.length} calls in two minutes`);
  working = true;
  await pass(31_000);
  assert.equal(client.state.name, 'open');
  assert.equal(needs.at(-1), 'expiring');
  assert.equal(shown(FakeSocket.last), 't2');
});

test('a fetched token is used, and not fetched twice', async () => {
  await start(counting());
  FakeSocket.last.cut();
  await pass(1_000);
  assert.deepEqual(needs, ['connecting'], 'the token is still good');
  assert.equal(shown(FakeSocket.last), 't1');
  FakeSocket.last.cut(1008, 'Token revoked');
  await pass(1_000);
  assert.deepEqual(needs, ['connecting', 'refused']);
  assert.equal(shown(FakeSocket.last), 't2');
});

test('a token that was fetched when the connection broke is shown by the next one', async () => {
  let give: (token: string) => void = () => undefined;
  await start((need) => (need === 'expiring' ? new Promise((given) => (give = given)) : 't1'));
  FakeSocket.last.say({ type: 'token-expiring', expiresAt: inTime(0) });
  await pass(1_000);
  FakeSocket.last.cut();
  give('t2');
  await pass(1_000);
  assert.equal(shown(FakeSocket.last), 't2');
  assert.deepEqual(needs, ['connecting', 'expiring']);
});

test('what a token is asked for is true again after a refusal', async () => {
  await start(counting());
  FakeSocket.last.cut(1008, 'Token revoked');
  await pass(1_000);
  FakeSocket.last.say({ type: 'token-expiring', expiresAt: inTime(0) });
  await pass(2_000);
  client.close();
  client.connect();
  await rest();
  assert.deepEqual(needs, ['connecting', 'refused', 'expiring', 'connecting']);
});

test('a source that has no other token than the refused one ends it', async () => {
  await start(() => 'always');
  FakeSocket.last.cut(1008, 'Token revoked');
  await pass(1_000);
  assert.deepEqual(client.state, { name: 'closed', code: 1008, reason: 'Token revoked' });
});

test('a source that never answers is given up in time, told so, and asked again', async () => {
  let given: AbortSignal | undefined;
  await start((_need, signal) => ((given = signal), new Promise<string>(() => undefined)), { tokenTimeout: 1_000 });
  await pass(900);
  assert.equal(client.state.name, 'connecting');
  await pass(200);
  assert.equal(client.state.name, 'waiting');
  assert.ok(needs.length === 1 && given?.aborted);
  await pass(2_000);
  assert.ok(needs.length >= 2);
});

test('after one handshake that failed the next is by message, and the one after that as before', async () => {
  FakeSocket.behave = (socket, heard) => {
    if (heard.type === 'auth') {
      socket.say({ type: 'auth-success', id: heard.id, user: { id: 'u1', username: 'One' } });
    }
  };
  FakeSocket.greet = (socket) => socket.cut();
  await start('jwt');
  FakeSocket.greet = (socket) => socket.askWho();
  await pass(1_000);
  assert.equal(FakeSocket.last.heardOf('auth').length, 1, 'asked by message, the server says why');
  assert.equal(client.state.name, 'open');
  FakeSocket.greet = (socket) => socket.welcome();
  FakeSocket.last.cut();
  await pass(2_000);
  assert.equal(shown(FakeSocket.last), 'jwt');
});

test('where only handshakes with a token fail, it stays with signing in by message', async () => {
  FakeSocket.behave = (socket, heard) => {
    if (heard.type === 'auth') {
      socket.say({ type: 'auth-success', id: heard.id, user: { id: 'u1', username: 'One' } });
    }
  };
  FakeSocket.greet = (socket) => {
    shown(socket) === undefined ? socket.askWho() : socket.cut();
  };
  await start('jwt');
  for (let lost = 0; lost < 4; lost += 1) {
    await pass(5_000);
    assert.equal(client.state.name, 'open');
    FakeSocket.last.cut();
  }
  await pass(5_000);
  assert.equal(FakeSocket.made.filter((socket) => shown(socket) !== undefined).length, 2);
});
