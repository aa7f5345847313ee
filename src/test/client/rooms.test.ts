import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { connect, type Options, type Room, type RoomcastClient } from '../../main/resources/web/client/index.ts';
import { pass, rest, startClock, stopClock } from './clock.ts';
import { FakeSocket, message } from './fake-server.ts';

let client: RoomcastClient;

beforeEach(() => {
  stopClock();
  FakeSocket.reset();
  serve();
});

afterEach(() => {
  client.close();
  startClock();
});

async function start(more: Partial<Options> = {}): Promise<void> {
  client = connect({ url: 'ws://chat.example/ws', webSocket: FakeSocket as unknown as Options['webSocket'], ...more });
  await rest();
}

/** Rooms that have `members`, and a log that ends at an offset. */
function serve(members: { id: string; connections: number }[] = [], offset = 3, recovered = true): void {
  FakeSocket.behave = (socket, { id, roomId, type, since }) => {
    const memberCount = members.reduce((sum, { connections }) => sum + connections, 0);
    if (type === 'join-room') {
      const again = since === undefined ? {} : { recovered };
      socket.say({ type: 'room-joined', id, roomId, memberCount, epoch: 'e1', offset, ...again });
      const messages = since === undefined ? [message(String(roomId), offset)] : [];
      socket.say({ type: 'message-history', id, roomId, epoch: 'e1', messages, ...again });
    } else if (type === 'leave-room') {
      socket.say({ type: 'room-left', id, roomId });
    } else if (type === 'get-room-members') {
      const rows = members.map((member) => ({ ...member, username: member.id.toUpperCase() }));
      socket.say({ type: 'room-members', id, roomId, members: rows });
    }
  };
}

function change(type: 'user-joined' | 'user-left', id: string, memberCount: number): object {
  return { type, roomId: 'r', user: { id, username: id.toUpperCase() }, memberCount, timestamp: '' };
}

function names(room: Room): string {
  return room.members.map(({ id, connections }) => `${id}${connections}`).join(' ');
}

test('a room that two hold is joined once, heard by both, and left when the last has left', async () => {
  await start();
  const [one, two] = [client.room('r'), client.room('r')];
  const heard: string[] = [];
  one.on('message', ({ offset }) => heard.push(`one ${offset}`));
  two.on('message', ({ offset }) => heard.push(`two ${offset}`));
  assert.equal((await one.join()).offset, 3);
  assert.equal((await two.join()).offset, 3);
  await one.join();
  assert.equal(FakeSocket.last.heardOf('join-room').length, 1);
  FakeSocket.last.say(message('r', 4));
  await one.leave();
  FakeSocket.last.say(message('r', 5));
  assert.deepEqual(heard, ['one 3', 'one 4', 'two 4', 'two 5']);
  assert.equal(FakeSocket.last.heardOf('leave-room').length, 0);
  await two.leave();
  assert.equal(FakeSocket.last.heardOf('leave-room').length, 1);
  assert.deepEqual(client.joinedRooms, []);
});

test('one who lets go before the answer gets an error, and the other the room', async () => {
  await start();
  FakeSocket.behave = () => undefined;
  const [one, two] = [client.room('r'), client.room('r')];
  const given = assert.rejects(one.join(), { code: 'not-in-room' });
  const joined = two.join();
  await one.leave();
  await given;
  const { id } = FakeSocket.last.heardOf('join-room')[0] ?? {};
  FakeSocket.last.say({ type: 'room-joined', id, roomId: 'r', memberCount: 1, epoch: 'e1', offset: 0 });
  await joined;
  assert.equal(FakeSocket.last.heardOf('leave-room').length, 0);
});

test('a room is told whether it recovered, and one is told when one is put out of it', async () => {
  await start();
  const room = client.room('r');
  const heard: string[] = [];
  room.on('recovered', ({ recovered }) => heard.push(`recovered ${recovered}`));
  room.on('reset', ({ epoch }) => heard.push(`reset ${epoch}`));
  room.on('removed', ({ reason }) => heard.push(`removed ${reason}`));
  await room.join();
  FakeSocket.last.cut();
  await pass(1_000);
  serve([], 900, false);
  FakeSocket.last.cut();
  await pass(2_000);
  FakeSocket.last.say({ type: 'room-reset', roomId: 'r', epoch: 'e2', offset: 0 });
  FakeSocket.last.say({ type: 'room-left', roomId: 'r', reason: 'kicked' });
  assert.deepEqual(heard, ['recovered true', 'recovered false', 'reset e2', 'removed kicked']);
});

test('members are kept from the events, and asked for again where the count says that the list is wrong', async () => {
  serve([{ id: 'a', connections: 1 }, { id: 'b', connections: 2 }]);
  await start();
  const room = client.room('r');
  let changes = 0;
  room.on('members', () => (changes += 1));
  await room.join({ members: true });
  await rest();
  assert.equal(names(room), 'a1 b2');
  FakeSocket.last.say(change('user-joined', 'c', 4));
  FakeSocket.last.say(change('user-left', 'b', 3));
  assert.equal(names(room), 'a1 b1 c1');
  FakeSocket.last.say(change('user-left', 'a', 2));
  assert.equal(names(room), 'b1 c1');
  assert.equal(changes, 4);
  const asked = FakeSocket.last.heardOf('get-room-members').length;
  serve([{ id: 'b', connections: 1 }, { id: 'd', connections: 2 }]);
  FakeSocket.last.say({ type: 'room-stats', roomId: 'r', memberCount: 3 }); // news of one was lost
  await pass(14_000, 1_000);
  assert.equal(FakeSocket.last.heardOf('get-room-members').length, asked);
  await pass(2_000);
  assert.equal(names(room), 'b1 d2');
});

test('members are asked for again after a reconnect', async () => {
  serve([{ id: 'a', connections: 1 }]);
  await start();
  const room = client.room('r');
  await room.join({ members: true });
  serve([{ id: 'b', connections: 1 }]);
  FakeSocket.last.cut();
  await pass(1_000);
  assert.equal(names(room), 'b1');
});

test('messages can be read one by one, until the room is left', async () => {
  await start();
  const room = client.room('r');
  const read: number[] = [];
  const reading = (async () => {
    for await (const { offset } of room) {
      read.push(offset);
    }
    return 'over';
  })();
  await room.join();
  FakeSocket.last.say({ type: 'message-batch', roomId: 'r', messages: [message('r', 4), message('r', 5)] });
  await rest();
  await room.leave();
  assert.equal(await reading, 'over');
  assert.deepEqual(read, [3, 4, 5]);
});

test('a reader who falls behind gets an error and not a gap', async () => {
  await start();
  const room = client.room('r');
  const messages = room[Symbol.asyncIterator]();
  await room.join();
  for (let offset = 4; offset <= 1_003; offset += 1) {
    FakeSocket.last.say(message('r', offset));
  }
  for (let offset = 3; offset <= 1_002; offset += 1) {
    assert.equal((await messages.next()).value?.offset, offset);
  }
  await assert.rejects(messages.next(), { code: 'overflow' });
  assert.deepEqual(await messages.next(), { done: true, value: undefined });
});

test('rooms that one was in are joined again when a closed client is connected again', async () => {
  await start();
  const room = client.room('r');
  await room.join();
  client.close();
  client.connect();
  await rest();
  assert.deepEqual(FakeSocket.last.heardOf('join-room')[0]?.since, { epoch: 'e1', offset: 3 });
  assert.deepEqual(client.joinedRooms, ['r']);
});

test('what is asked before there is a connection waits for it', async () => {
  client = connect({ url: 'ws://chat.example/ws', webSocket: FakeSocket as unknown as Options['webSocket'] });
  FakeSocket.behave = (socket, { id }) => socket.say({ type: 'rooms-list', id, rooms: [] });
  assert.deepEqual((await client.request({ type: 'get-rooms' })).rooms, []);
  assert.equal((await client.ready()).id, 'u1');
});

test('handlers can be taken off again, and heard once only', async () => {
  await start();
  const heard: string[] = [];
  const handler = (): unknown => heard.push('on');
  client.on('chat', handler);
  client.once('chat', () => heard.push('once'));
  const say = (): void => FakeSocket.last.say({ type: 'chat', user: { id: 'u2' }, message: 'hi', timestamp: '' });
  say();
  client.off('chat', handler);
  say();
  assert.deepEqual(heard, ['on', 'once']);
});

test('the debug log says what happens, and neither contents nor tokens', async () => {
  const lines: string[] = [];
  await start({ token: 'secret', debug: (line, detail) => lines.push(`${line} ${JSON.stringify(detail)}`) });
  const room = client.room('r');
  await room.join();
  room.publish('secret').catch(() => undefined);
  assert.ok(lines.some((line) => line.startsWith('state open')));
  assert.ok(lines.some((line) => line.startsWith('send room-message')));
  assert.ok(lines.some((line) => line.startsWith('receive room-joined')));
  assert.ok(!lines.join().includes('secret'));
});
