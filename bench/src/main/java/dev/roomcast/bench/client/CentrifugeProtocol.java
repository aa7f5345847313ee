package dev.roomcast.bench.client;

import io.netty.buffer.ByteBuf;

/** Centrifuge's JSON protocol: commands and replies, several in a frame divided by line feeds. */
public final class CentrifugeProtocol implements Protocol {

    private static final int CONNECT = 1;
    private static final int SUBSCRIBE = 2;
    private static final int FIRST_PUBLISH = 3;

    private final boolean history;

    /**
     * @param history whether the server was told to keep one
     */
    public CentrifugeProtocol(boolean history) {
        this.history = history;
    }

    @Override
    public String path() {
        return "/connection/websocket";
    }

    @Override
    public Offsets offsets() {
        return history ? Offsets.BEHIND : Offsets.NONE;
    }

    @Override
    public void opened(Client client) {
        client.send("{\"id\":" + CONNECT + ",\"connect\":{}}");
    }

    @Override
    public void read(Client client, ByteBuf in, int from, int to) {
        int start = from;
        while (start < to) {
            int end = in.indexOf(start, to, (byte) '\n');
            if (end < 0) {
                end = to;
            }
            reply(client, in, start, end);
            start = end + 1;
        }
    }

    private void reply(Client client, ByteBuf in, int from, int to) {
        if (Text.at(in, from, to, "{\"id\":")) {
            answer(client, in, from, to, (int) Text.number(in, from + 6));
        } else if (to - from == 2) {
            client.send("{}");
        } else if (!Text.deliveries(client, in, from, to, offsets())) {
            client.listener().refused(Text.all(in, from, to));
        }
    }

    private void answer(Client client, ByteBuf in, int from, int to, int id) {
        int body = in.indexOf(from, to, (byte) ',');
        if (body < 0 || Text.at(in, body, to, ",\"error\"")) {
            client.listener().refused(Text.all(in, from, to));
        } else if (id >= FIRST_PUBLISH) {
            client.listener().acked(id - FIRST_PUBLISH);
        } else if (id == CONNECT) {
            client.listener().greeted();
        } else {
            client.listener().joined(history ? position(in, from, to) : null);
            Text.deliveries(client, in, from, to, offsets());
        }
    }

    /** Where recovered messages stand first in the answer, the offset after them is the room's own. */
    private static Position position(ByteBuf in, int from, int to) {
        String message = Text.all(in, from, to);
        int own = Math.max(message.lastIndexOf("]"), 0);
        long offset = Text.number(message.substring(own), "offset");
        return new Position(Text.string(message, "epoch"), Math.max(offset, 0));
    }

    @Override
    public void join(Client client, String room, Position since) {
        String recover = since == null
                ? ""
                : ",\"recover\":true,\"epoch\":\"" + since.epoch() + "\",\"offset\":" + since.offset();
        client.send("{\"id\":" + SUBSCRIBE + ",\"subscribe\":{\"channel\":\"" + room + "\"" + recover + "}}");
    }

    @Override
    public void publish(Client client, String room, int number, String payload) {
        client.send("{\"id\":" + (number + FIRST_PUBLISH) + ",\"publish\":{\"channel\":\"" + room + "\",\"data\":\""
                + payload + "\"}}");
    }
}
