import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { connect, type Options, type RoomcastClient } from '../../main/resources/web/client/index.ts';
import { FakeSocket, message, settle, type Heard } from './fake-server.ts';

let client: RoomcastClient;

const OPTIONS = {
  url: 'ws://chat.example/ws',
  webSocket: FakeSocket as unknown as Options['webSocket'],
  backoff: { min: 0 },
} as Options;

beforeEach(() => {
  FakeSocket.reset();
  // The library asks the runtime's own class for the number of the open state.
  // As on a runtime without one: the client has only what `webSocket` gives it.
  delete (globalThis as { WebSocket?: unknown }).WebSocket;
});

afterEach(() => client.close());

async function start(more: Partial<Options> = {}): Promise<RoomcastClient> {
  client = connect({ ...OPTIONS, ...more });
  await settle();
  return client;
}

/** A server with one room of one epoch, which answers as the protocol says. */
function roomServer(log: { offset: number }[] = [], epoch = 'e1'): void {
  FakeSocket.behave = (socket, heard) => {
    const { id, roomId } = heard;
    if (heard.type === 'join-room') {
      const since = heard.since as { epoch: string; offset: number } | undefined;
      const recovered = since === undefined ? undefined : since.epoch === epoch;
      const messages = log.filter((entry) => entry.offset > (recovered === true ? (since?.offset ?? 0) : 0));
      socket.say({ type: 'room-joined', id, roomId, memberCount: 1, epoch, offset: log.length, recovered });
      socket.say({ type: 'message-history', id, roomId, epoch, messages: messages.slice(0, 2), recovered, more: true });
      socket.say({ type: 'message-history', id, roomId, epoch, messages: messages.slice(2), recovered, hasMore: false });
    }
  };
}

function readings(): { offsets: number[]; events: string[] } {
  const offsets: number[] = [];
  const events: string[] = [];
  client.on('message', ({ offset }) => offsets.push(offset));
  client.on('not-recovered', ({ epoch }) => events.push(`not-recovered ${epoch}`));
  client.on('room-reset', ({ epoch }) => events.push(`room-reset ${epoch}`));
  client.on('room-joined', ({ resumed }) => events.push(`joined ${resumed}`));
  client.on('room-left', ({ reason }) => events.push(`left ${reason}`));
  return { offsets, events };
}

function ack(socket: FakeSocket, heard: Heard | undefined, offset = 1): void {
  const { id, roomId, messageId } = heard ?? {};
  socket.say({ type: 'ack', id, roomId, messageId, offset, epoch: 'e1', timestamp: '2026-01-01T00:00:00.000Z' });
}

test('a room is read on after a reconnect, without a gap and without a double', async () => {
  const log = [message('r', 1), message('r', 2), message('r', 3)] as { offset: number }[];
  roomServer(log);
  await start();
  const seen = readings();
  await client.room('r').join();
  FakeSocket.last.say({ type: 'message-batch', roomId: 'r', messages: [message('r', 4), message('r', 5)] });
  log.push(...([4, 5, 6, 7].map((offset) => message('r', offset)) as { offset: number }[]));
  FakeSocket.last.cut();
  await settle();
  assert.deepEqual(FakeSocket.last.heardOf('join-room')[0]?.since, { epoch: 'e1', offset: 5 });
  FakeSocket.last.say(message('r', 7));
  FakeSocket.last.say(message('r', 8));
  assert.deepEqual(seen.offsets, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(seen.events, ['joined false', 'joined true']);
});

test('a connection lost in the middle of a replay goes on from the last part that came', async () => {
  roomServer([1, 2, 3].map((offset) => message('r', offset)) as { offset: number }[]);
  await start();
  const seen = readings();
  await client.room('r').join();
  FakeSocket.behave = (socket, { id, roomId, type }) => {
    if (type === 'join-room') {
      socket.say({ type: 'room-joined', id, roomId, memberCount: 1, epoch: 'e1', offset: 9, recovered: true });
      socket.say({ type: 'message-history', id, roomId, epoch: 'e1', messages: [message('r', 4)], more: true });
    }
  };
  FakeSocket.last.cut();
  await settle();
  FakeSocket.last.cut();
  await settle();
  assert.deepEqual(FakeSocket.last.heardOf('join-room')[0]?.since, { epoch: 'e1', offset: 4 });
  assert.deepEqual(seen.offsets, [1, 2, 3, 4]);
});

test('a gap in what comes live is asked for', async () => {
  const log = [message('r', 1)] as { offset: number }[];
  roomServer(log);
  await start();
  const seen = readings();
  await client.room('r').join();
  log.push(...([2, 3, 4].map((offset) => message('r', offset)) as { offset: number }[]));
  FakeSocket.last.say(message('r', 4));
  await settle();
  assert.deepEqual(seen.offsets, [1, 2, 3, 4]);
});

test('a lost past is told, and the new one is read from its beginning', async () => {
  roomServer([message('r', 1), message('r', 2)] as { offset: number }[]);
  await start();
  const seen = readings();
  await client.room('r').join();
  roomServer([message('r', 1, { content: 'new' })] as { offset: number }[], 'e2');
  FakeSocket.last.cut();
  await settle();
  FakeSocket.last.say({ type: 'room-reset', roomId: 'r', epoch: 'e3', offset: 0 });
  FakeSocket.last.say(message('r', 1));
  assert.deepEqual(seen.offsets, [1, 2, 1, 1]);
  assert.deepEqual(seen.events, ['joined false', 'joined false', 'not-recovered e2', 'room-reset e3']);
  assert.deepEqual(client.room('r').position, { epoch: 'e3', offset: 1 });
});

test('what is not acknowledged goes out again with the same id, in order, once the room has been read', async () => {
  roomServer();
  await start();
  await client.room('r').join();
  const sent = [client.room('r').publish('one'), client.room('r').publish('two')];
  const first = FakeSocket.last.heardOf('room-message');
  assert.equal(first.length, 2);
  FakeSocket.last.cut();
  await settle();
  const again = FakeSocket.last.heardOf('room-message');
  assert.deepEqual(again.map(({ messageId }) => messageId), first.map(({ messageId }) => messageId));
  ack(FakeSocket.last, again[0], 1);
  ack(FakeSocket.last, again[1], 2);
  assert.deepEqual((await Promise.all(sent)).map(({ offset }) => offset), [1, 2]);
  assert.equal(client.unsent, 0);
});

test("one's own message seen in the replay is as good as its ack", async () => {
  const log: { offset: number }[] = [];
  roomServer(log);
  await start();
  await client.room('r').join();
  const sent = client.room('r').publish('one');
  const { messageId } = FakeSocket.last.heardOf('room-message')[0] ?? {};
  log.push(message('r', 1, { user: { id: 'u1', username: 'One' }, messageId }) as { offset: number });
  FakeSocket.last.cut();
  assert.equal((await sent).offset, 1);
  assert.equal(FakeSocket.last.heardOf('room-message').length, 0);
});

test('an unavailable store is tried again, a refusal is not', async () => {
  roomServer();
  await start({ window: 1 });
  await client.room('r').join();
  const kept = client.room('r').publish('one');
  const refused = client.room('r').publish('two');
  const refusal = assert.rejects(refused, { code: 'forbidden' });
  const [first] = FakeSocket.last.heardOf('room-message');
  FakeSocket.last.say({ type: 'error', id: first?.id, code: 'rate-limited', message: '', retryAfterMs: 1 });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await settle();
  const second = FakeSocket.last.heardOf('room-message')[1];
  assert.equal(second?.messageId, first?.messageId);
  ack(FakeSocket.last, second);
  await kept;
  const third = FakeSocket.last.heardOf('room-message')[2];
  FakeSocket.last.say({ type: 'error', id: third?.id, code: 'forbidden', message: '', right: 'write' });
  await refusal;
});

test('more than the outbox holds is refused, and so is what no frame can carry', async () => {
  await start({ outboxMessages: 2 });
  const kept = [client.room('r').publish('one'), client.room('r').publish('two')].map((sent) => assert.rejects(sent, { code: 'closed' }));
  await assert.rejects(client.room('r').publish('three'), { code: 'outbox-full' });
  await assert.rejects(client.room('r').publish('x'.repeat(70_000)), { code: 'too-large' });
  client.close();
  await Promise.all(kept);
});

test('a page of history in parts is one answer', async () => {
  await start();
  FakeSocket.behave = (socket, { id, roomId, type }) => {
    if (type === 'get-history') {
      socket.say({ type: 'message-history', id, roomId, epoch: 'e1', messages: [message('r', 1)], more: true });
      socket.say({ type: 'message-history', id, roomId, epoch: 'e1', messages: [message('r', 2)], hasMore: true });
    }
  };
  const page = await client.room('r').history({ before: 3 });
  assert.deepEqual(page.messages.map(({ offset }) => offset), [1, 2]);
  assert.equal(page.hasMore, true);
});

test('no answer in time is an error, and so is a lost connection', async () => {
  await start({ requestTimeout: 5 });
  await assert.rejects(client.request({ type: 'get-rooms' }), { code: 'timeout' });
  const lost = assert.rejects(client.request({ type: 'get-rooms' }), { code: 'disconnected' });
  FakeSocket.last.cut();
  await lost;
});

test('a silent connection is given up and made anew', async () => {
  FakeSocket.isSilent = true;
  await start({ heartbeatInterval: 5, heartbeatTimeout: 5 });
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.ok(FakeSocket.made.length > 1);
  assert.equal(FakeSocket.made[0]?.heardOf('ping').length, 1);
});

test('a draining server is come back to at once, a person put out does not come back', async () => {
  await start({ backoff: { min: 60_000 } });
  FakeSocket.last.cut(1001, 'Server shutdown');
  await settle();
  assert.equal(FakeSocket.made.length, 2);
  FakeSocket.last.cut(1008, 'Disconnected');
  await settle();
  assert.equal(FakeSocket.made.length, 2);
  assert.deepEqual(client.state, { name: 'closed', code: 1008, reason: 'Disconnected' });
});

test('it gives up when the tries are used up, and begins again when asked', async () => {
  FakeSocket.greet = (socket) => socket.cut();
  await start({ backoff: { min: 0, tries: 2 } });
  await new Promise((resolve) => setTimeout(resolve, 20));
  await settle();
  assert.equal(FakeSocket.made.length, 3);
  assert.equal(client.state.name, 'closed');
  FakeSocket.greet = (socket) => socket.welcome();
  client.connect();
  await settle();
  assert.equal(client.state.name, 'open');
});

test('a token is shown at the handshake, and by message after a handshake that failed', async () => {
  FakeSocket.greet = (socket) => socket.cut();
  await start({ token: 'jwt', backoff: { min: 0, tries: 1 } });
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.match(FakeSocket.made[0]?.protocols[2] ?? '', /jwt$/);
  assert.deepEqual(FakeSocket.made[1]?.protocols, ['roomcast']);
});

test('a refused token is not shown again, a fresh one is', async () => {
  const tokens = ['old', 'new'];
  FakeSocket.greet = (socket) => socket.welcome({ id: 'guest:1', username: 'Guest', guest: true }, { guestKey: 'k' });
  FakeSocket.behave = (socket, heard) => {
    if (heard.type === 'auth' && 'token' in heard) {
      if (heard.token === 'old') {
        socket.say({ type: 'auth-failed', code: 'expired-token', message: '', id: heard.id });
        socket.cut(1008, 'Authentication failed');
      } else {
        socket.say({ type: 'auth-success', user: { id: 'u1', username: 'One' }, id: heard.id });
      }
    }
  };
  await start({ signIn: 'message', token: (need) => (need === 'connecting' ? tokens[0] : tokens[1]) });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await settle();
  assert.equal(client.user?.id, 'u1');
});

test('a guest stays the same guest, and is a new one where the key is no good', async () => {
  const keys: string[] = [];
  let good = true;
  FakeSocket.greet = (socket) => socket.welcome({ id: 'guest:2', username: 'Guest', guest: true }, { guestKey: 'fresh' });
  FakeSocket.behave = (socket, heard) => {
    if (heard.type === 'auth' && 'guestKey' in heard) {
      keys.push(heard.guestKey);
      if (good) {
        socket.say({ type: 'auth-success', user: { id: 'guest:1', username: 'Guest', guest: true } });
      } else {
        socket.say({ type: 'auth-failed', code: 'invalid-token', message: '' });
        socket.cut(1008, 'Authentication failed');
      }
    }
  };
  await start({ guestKey: 'kept' });
  assert.equal(client.user?.id, 'guest:1');
  good = false;
  FakeSocket.last.cut();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await settle();
  assert.equal(client.user?.id, 'guest:2');
  assert.deepEqual(keys, ['kept', 'kept']);
});

test('a room one is put out of is not joined again', async () => {
  roomServer();
  await start();
  const seen = readings();
  await client.room('r').join();
  const waiting = assert.rejects(client.room('r').publish('one'), { code: 'not-in-room' });
  FakeSocket.last.say({ type: 'room-left', roomId: 'r', reason: 'kicked' });
  await waiting;
  FakeSocket.last.cut();
  await settle();
  assert.deepEqual(client.joinedRooms, []);
  assert.equal(FakeSocket.last.heardOf('join-room').length, 0);
  assert.deepEqual(seen.events, ['joined false', 'left kicked']);
});

test('a room left and joined again before the first answer is read from the second answer on, without a gap', async () => {
  await start();
  const seen = readings();
  const room = client.room('r');
  const first = assert.rejects(room.join(), { code: 'not-in-room' });
  const left = room.leave();
  const second = client.room('r').join();
  const [one, again] = FakeSocket.last.heardOf('join-room');
  const history = { type: 'message-history', roomId: 'r', epoch: 'e1' };
  FakeSocket.last.say({ type: 'room-joined', id: one?.id, roomId: 'r', memberCount: 1, epoch: 'e1', offset: 1 });
  FakeSocket.last.say({ ...history, id: one?.id, messages: [message('r', 1)] });
  FakeSocket.last.say({ type: 'room-left', id: FakeSocket.last.heardOf('leave-room')[0]?.id, roomId: 'r' });
  // Said between leaving and joining again: message 2.
  FakeSocket.last.say(message('r', 2));
  FakeSocket.last.say({ type: 'room-joined', id: again?.id, roomId: 'r', memberCount: 1, epoch: 'e1', offset: 2 });
  FakeSocket.last.say({ ...history, id: again?.id, messages: [message('r', 1), message('r', 2)] });
  FakeSocket.last.say(message('r', 3));
  await Promise.all([first, left]);
  assert.equal((await second).offset, 2);
  assert.deepEqual(seen.offsets, [1, 2, 3]);
  assert.deepEqual(seen.events, ['joined false']);
});

test('an answer to a join that was given up for another one does not count', async () => {
  await start({ requestTimeout: 5 });
  const seen = readings();
  const joined = client.room('r').join();
  await new Promise((resolve) => setTimeout(resolve, 10));
  FakeSocket.last.say({
    type: 'room-joined', id: FakeSocket.last.heardOf('join-room')[0]?.id, roomId: 'r', memberCount: 1, epoch: 'e1', offset: 1,
  });
  roomServer([message('r', 1)] as { offset: number }[]);
  FakeSocket.last.cut();
  await joined;
  await settle();
  assert.deepEqual(seen.offsets, [1]);
});
