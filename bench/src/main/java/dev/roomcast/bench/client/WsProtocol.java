package dev.roomcast.bench.client;

import io.netty.buffer.ByteBuf;

/** What {@code bench/peers/ws} speaks. */
public final class WsProtocol implements Protocol {

    @Override
    public String path() {
        return "/";
    }

    @Override
    public Offsets offsets() {
        return Offsets.BEHIND;
    }

    @Override
    public void opened(Client client) {
        client.listener().greeted();
    }

    @Override
    public void read(Client client, ByteBuf in, int from, int to) {
        if (!Text.deliveries(client, in, from, to, offsets())) {
            String message = Text.all(in, from, to);
            if (message.startsWith("{\"type\":\"ack\"")) {
                client.listener().acked((int) Text.number(message, "id"));
            } else {
                client.listener().joined(null);
            }
        }
    }

    @Override
    public void join(Client client, String room, Position since) {
        client.send("{\"type\":\"join\",\"room\":\"" + room + "\"}");
    }

    @Override
    public void publish(Client client, String room, int number, String payload) {
        client.send("{\"type\":\"message\",\"id\":" + number + ",\"room\":\"" + room + "\",\"content\":\"" + payload
                + "\"}");
    }
}
