package dev.roomcast.bench.client;

import io.netty.buffer.ByteBuf;

/** Roomcast's own, as {@code docs/protocol.md} has it, as a guest. */
public final class RoomcastProtocol implements Protocol {

    private static final int TYPE = "{\"type\":\"".length();

    private final boolean gzip;

    /**
     * @param gzip whether to ask for the feature {@code gzip}
     */
    public RoomcastProtocol(boolean gzip) {
        this.gzip = gzip;
    }

    @Override
    public String path() {
        return gzip ? "/ws?features=gzip" : "/ws";
    }

    @Override
    public Offsets offsets() {
        return Offsets.BEFORE;
    }

    @Override
    public void read(Client client, ByteBuf in, int from, int to) {
        int type = from + TYPE;
        if (gzip && Text.at(in, type, to, "compressed\"")) {
            int data = in.indexOf(type, to, (byte) ':') + 2;
            client.unzip(in, data, in.indexOf(data, to, (byte) '"'));
        } else if (Text.deliveries(client, in, from, to, offsets())) {
            return;
        } else if (Text.at(in, type, to, "ack\"")) {
            client.listener().acked((int) Text.number(Text.all(in, from, to).replace("\"id\":\"", "\"id\":"), "id"));
        } else if (Text.at(in, type, to, "welcome\"")) {
            client.listener().greeted();
        } else if (Text.at(in, type, to, "room-joined\"")) {
            String message = Text.all(in, from, to);
            client.listener().joined(new Position(Text.string(message, "epoch"), Text.number(message, "offset")));
        } else if (Text.at(in, type, to, "error\"")) {
            client.listener().refused(Text.all(in, from, to));
        }
    }

    @Override
    public void join(Client client, String room, Position since) {
        client.send(
                since == null
                        ? "{\"type\":\"join-room\",\"roomId\":\"" + room + "\",\"history\":0}"
                        : "{\"type\":\"join-room\",\"roomId\":\"" + room + "\",\"since\":{\"epoch\":\"" + since.epoch()
                                + "\",\"offset\":" + since.offset() + "}}");
    }

    @Override
    public void publish(Client client, String room, int number, String payload) {
        client.send("{\"type\":\"room-message\",\"id\":\"" + number + "\",\"roomId\":\"" + room + "\",\"content\":\""
                + payload + "\"}");
    }
}
