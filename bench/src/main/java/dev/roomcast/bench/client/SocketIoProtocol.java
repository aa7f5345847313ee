package dev.roomcast.bench.client;

import io.netty.buffer.ByteBuf;

/**
 * Socket.IO 4 over Engine.IO 4, WebSocket alone: {@code 0} opens, {@code 2} is a ping, {@code 3} its answer, {@code 40} is
 * the connect packet, {@code 42} an event and {@code 43} an acknowledgement with the number of the event.
 */
public final class SocketIoProtocol implements Protocol {

    /** Number of the acknowledgement of a join; a message has its own and one. */
    private static final int JOIN = 0;

    @Override
    public String path() {
        return "/socket.io/?EIO=4&transport=websocket";
    }

    @Override
    public Offsets offsets() {
        return Offsets.BEHIND;
    }

    @Override
    public void read(Client client, ByteBuf in, int from, int to) {
        switch (in.getByte(from)) {
            case '0' -> client.send("40");
            case '2' -> client.send("3");
            case '4' -> {
                switch (in.getByte(from + 1)) {
                    case '0' -> client.listener().greeted();
                    case '2' -> Text.deliveries(client, in, from, to, offsets());
                    case '3' -> acked(client, (int) Text.number(in, from + 2));
                    default -> client.listener().refused(Text.all(in, from, to));
                }
            }
            default -> client.listener().refused(Text.all(in, from, to));
        }
    }

    private static void acked(Client client, int id) {
        if (id == JOIN) {
            client.listener().joined(null);
        } else {
            client.listener().acked(id - 1);
        }
    }

    @Override
    public void join(Client client, String room, Position since) {
        client.send("42" + JOIN + "[\"join\",\"" + room + "\"]");
    }

    @Override
    public void publish(Client client, String room, int number, String payload) {
        client.send("42" + (number + 1) + "[\"message\",\"" + room + "\",\"" + payload + "\"]");
    }
}
