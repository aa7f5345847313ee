import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { Backoff } from '../../main/resources/web/client/backoff.ts';
import { verdictOf } from '../../main/resources/web/client/close.ts';
import { Cursor } from '../../main/resources/web/client/cursor.ts';
import { Inbound } from '../../main/resources/web/client/inbound.ts';
import { addressOf, subprotocolsOf } from '../../main/resources/web/client/options.ts';
import { unpack } from '../../main/resources/web/client/unpack.ts';
import { isRoomName, roomName } from '../../main/resources/web/chat/model/room-name.ts';
import { settle } from './fake-server.ts';

test('waits grow twofold up to their bound, are drawn from zero up, and end with the tries', () => {
  const high = new Backoff({ min: 100, max: 1_000, tries: 6 }, () => 1);
  assert.deepEqual(
    Array.from({ length: 7 }, () => high.next()),
    [100, 200, 400, 800, 1_000, 1_000, undefined],
  );
  high.reset();
  assert.equal(high.next(), 100);
  const low = new Backoff({ min: 100, max: 1_000, tries: Infinity }, () => 0);
  assert.equal(low.next(), 0);
});

test('close codes ask for what the protocol says', () => {
  assert.equal(verdictOf(1001, 'Server shutdown'), 'at-once');
  assert.equal(verdictOf(1006, ''), 'with-backoff');
  assert.equal(verdictOf(1009, 'Message too large'), 'without-repeating');
  assert.equal(verdictOf(1008, 'Token expired'), 'with-another-token');
  assert.equal(verdictOf(1008, 'Disconnected'), 'never');
  assert.equal(verdictOf(1008, 'Policy violation'), 'never');
  assert.equal(verdictOf(1013, 'Slow consumer'), 'with-backoff');
});

test('a cursor drops what it saw, notices what is missing, and begins anew in another epoch', () => {
  const cursor = new Cursor();
  assert.equal(cursor.position, undefined);
  cursor.enter('a');
  assert.equal(cursor.judge(7), 'next');
  cursor.advance(7);
  assert.deepEqual(cursor.position, { epoch: 'a', offset: 7 });
  assert.equal(cursor.judge(7), 'seen');
  assert.equal(cursor.judge(8), 'next');
  assert.equal(cursor.judge(9), 'gap');
  cursor.enter('a');
  assert.equal(cursor.judge(7), 'seen');
  cursor.enter('b');
  assert.equal(cursor.judge(1), 'next');
});

test('frames keep their order while a compressed one is unpacked', async () => {
  const seen: string[] = [];
  const failures: unknown[] = [];
  const inbound = new Inbound(
    (message) => seen.push(message.type),
    (error) => failures.push(error),
  );
  const packed = (message: object): string =>
    JSON.stringify({ type: 'compressed', data: gzipSync(JSON.stringify(message)).toString('base64') });
  inbound.take(JSON.stringify({ type: 'welcome' }));
  inbound.take(packed({ type: 'message-history', text: '历史'.repeat(1_000) }));
  inbound.take(JSON.stringify({ type: 'pong' }));
  inbound.take(packed({ type: 'message-batch' }));
  inbound.take('{');
  inbound.take(JSON.stringify({ type: 'ack' }));
  await settle();
  assert.deepEqual(seen, ['welcome', 'message-history', 'pong', 'message-batch', 'ack']);
  assert.equal(failures.length, 1);
});

test('a frame that unpacks to too much is refused', async () => {
  const bomb = gzipSync(JSON.stringify({ type: 'pong', fill: 'x'.repeat(100_000) })).toString('base64');
  await assert.rejects(unpack(bomb, 10_000), RangeError);
});

test('the address asks for features, and the token travels as a subprotocol', () => {
  assert.equal(addressOf('https://chat.example/ws', ['batch', 'gzip']).href, 'wss://chat.example/ws?features=batch%2Cgzip');
  assert.equal(addressOf('ws://chat.example/ws?a=b', []).href, 'ws://chat.example/ws?a=b');
  assert.deepEqual(subprotocolsOf(undefined), ['roomcast']);
  assert.deepEqual(subprotocolsOf('a.b'), [
    'roomcast',
    'bearer-token-carrier',
    'quarkus-http-upgrade%23Authorization%23Bearer%20a.b',
  ]);
});

test('room names are composed, joined with hyphens, and of the characters the protocol knows', () => {
  assert.equal(roomName('  Cafe\u0301  am See '), 'Café-am-See');
  assert.ok(isRoomName('设计:team_1.a@b-c'));
  assert.ok(!isRoomName(''));
  assert.ok(!isRoomName('a/b'));
  assert.ok(!isRoomName('x'.repeat(129)));
});
