// Socket.IO's own rooms and acks, over WebSocket alone.
//
//   node server.js --port 3000 [--deflate]
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { Server } from 'socket.io';

const { values } = parseArgs({ options: { port: { type: 'string' }, deflate: { type: 'boolean', default: false } } });

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: values.deflate });
const offsets = new Map();

io.on('connection', (socket) => {
  socket.on('join', async (room, ack) => {
    await socket.join(room);
    ack();
  });
  socket.on('message', (room, content, ack) => {
    const offset = (offsets.get(room) ?? 0) + 1;
    offsets.set(room, offset);
    io.to(room).emit('message', { room, user: socket.id, content, timestamp: new Date().toISOString(), offset });
    ack({ offset });
  });
});

http.listen(Number(values.port));
