// The plain chat server of many a tutorial: rooms are sets of sockets, and a message is encoded once and sent to each.
//
//   node server.js --port 3000 [--deflate]
import { WebSocketServer } from 'ws';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { port: { type: 'string' }, deflate: { type: 'boolean', default: false } } });

const rooms = new Map();

function room(id) {
  let found = rooms.get(id);
  if (!found) {
    found = { members: new Set(), offset: 0 };
    rooms.set(id, found);
  }
  return found;
}

const server = new WebSocketServer({ port: Number(values.port), perMessageDeflate: values.deflate });
let connections = 0;

server.on('connection', (socket) => {
  const user = `user-${++connections}`;
  const joined = new Set();

  socket.on('message', (data) => {
    const message = JSON.parse(data);
    if (message.type === 'join') {
      room(message.room).members.add(socket);
      joined.add(message.room);
      socket.send(JSON.stringify({ type: 'joined', room: message.room }));
    } else if (message.type === 'message') {
      const to = room(message.room);
      const offset = ++to.offset;
      const text = JSON.stringify({
        type: 'message',
        room: message.room,
        user,
        content: message.content,
        timestamp: new Date().toISOString(),
        offset,
      });
      for (const member of to.members) {
        if (member.readyState === member.OPEN) {
          member.send(text);
        }
      }
      socket.send(JSON.stringify({ type: 'ack', id: message.id, offset }));
    }
  });

  socket.on('close', () => {
    for (const id of joined) {
      const left = rooms.get(id);
      left.members.delete(socket);
      if (left.members.size === 0) {
        rooms.delete(id);
      }
    }
  });

  socket.on('error', () => socket.terminate());
});
