package dev.roomcast.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ClientTest {

    private static final String UPGRADED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

    private final List<String> heard = new ArrayList<>();
    private final Payload payload = new Payload(60);

    @Test
    void framesAreReadHoweverTheyAreCut() {
        byte[] all = bytes(UPGRADED, welcome(), delivery(3, 41), delivery(4, 42), ack(7));

        for (int size = 1; size <= all.length; size++) {
            heard.clear();
            EmbeddedChannel channel = connect(new RoomcastProtocol(false));
            for (int from = 0; from < all.length; from += size) {
                channel.writeInbound(Unpooled.copiedBuffer(all, from, Math.min(size, all.length - from)));
            }
            assertThat(heard).containsExactly("greeted", "delivered 3 at 41", "delivered 4 at 42", "acked 7");
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void eachMessageOfAHistoryHasItsOwnOffset() {
        String history = "{\"type\":\"message-history\",\"roomId\":\"r\",\"epoch\":\"e\",\"messages\":["
                + delivery(8, 9) + "," + delivery(9, 10) + "]}";

        connect(new RoomcastProtocol(false)).writeInbound(Unpooled.wrappedBuffer(bytes(UPGRADED, history)));

        assertThat(heard).containsExactly("delivered 8 at 9", "delivered 9 at 10");
    }

    @Test
    void aMessageWithoutAnOffsetIsRefusedWhereThereShouldBeOne() {
        connect(new RoomcastProtocol(false)).writeInbound(Unpooled.wrappedBuffer(bytes(UPGRADED, message("", 3))));

        assertThat(heard).containsExactly("refused a message without an offset");
    }

    @Test
    void aMessageInFragmentsIsOne() {
        String text = delivery(3, 41);
        ByteBuf in = Unpooled.buffer();
        in.writeBytes(UPGRADED.getBytes(StandardCharsets.US_ASCII));
        frame(in, 0x01, text.substring(0, 70));
        frame(in, 0x80, text.substring(70));

        connect(new RoomcastProtocol(false)).writeInbound(in);

        assertThat(heard).containsExactly("delivered 3 at 41");
    }

    @Test
    void aPingIsAnsweredWithWhatItCarried() {
        EmbeddedChannel channel = connect(new RoomcastProtocol(false));
        channel.readOutbound();
        ByteBuf in = Unpooled.buffer();
        in.writeBytes(UPGRADED.getBytes(StandardCharsets.US_ASCII));
        frame(in, 0x89, "are you there");

        channel.writeInbound(in);

        ByteBuf pong = channel.readOutbound();
        assertThat(pong.readUnsignedByte()).isEqualTo((short) 0x8a);
        assertThat(pong.readUnsignedByte()).isEqualTo((short) (0x80 | 13));
        int mask = pong.readInt();
        byte[] body = new byte[13];
        pong.readBytes(body);
        for (int i = 0; i < body.length; i++) {
            body[i] ^= (byte) (mask >>> 24 - 8 * (i & 3));
        }
        assertThat(new String(body, StandardCharsets.US_ASCII)).isEqualTo("are you there");
    }

    @Test
    void severalRepliesOfCentrifugeInOneFrameAreAllRead() {
        String frame = "{\"id\":12,\"publish\":{}}\n{\"push\":{\"channel\":\"r\",\"pub\":{\"data\":\""
                + payload.text(0, 0, 3, 0, 0) + "\",\"offset\":41}}}";

        connect(new CentrifugeProtocol(true)).writeInbound(Unpooled.wrappedBuffer(bytes(UPGRADED, frame)));

        assertThat(heard).containsExactly("acked 9", "delivered 3 at 41");
    }

    @Test
    void aRefusedHandshakeEndsTheConnection() {
        connect(new WsProtocol())
                .writeInbound(
                        Unpooled.copiedBuffer("HTTP/1.1 503 Service Unavailable\r\n\r\n", StandardCharsets.US_ASCII));

        assertThat(heard).hasSize(1).first().asString().startsWith("closed").contains("503");
    }

    private EmbeddedChannel connect(Protocol protocol) {
        return new EmbeddedChannel(new Client(protocol, new Recorder(), payload.length(), false));
    }

    private static String welcome() {
        return "{\"type\":\"welcome\",\"message\":\"Welcome\"}";
    }

    private String delivery(int sequence, long offset) {
        return message("\"offset\":" + offset + ",", sequence);
    }

    private String message(String offset, int sequence) {
        return "{\"type\":\"room-message\",\"roomId\":\"r\",\"messageId\":\"m\"," + offset
                + "\"timestamp\":\"2026-03-01T09:30:00.000Z\",\"content\":\"" + payload.text(0, 0, sequence, 0, 0)
                + "\"}";
    }

    private static String ack(int number) {
        return "{\"type\":\"ack\",\"id\":\"" + number + "\",\"roomId\":\"r\",\"offset\":42}";
    }

    private static byte[] bytes(String head, String... texts) {
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        for (String text : texts) {
            frame(out, 0x81, text);
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static void frame(ByteBuf out, int first, String text) {
        byte[] body = text.getBytes(StandardCharsets.US_ASCII);
        out.writeByte(first);
        if (body.length < 126) {
            out.writeByte(body.length);
        } else {
            out.writeByte(126).writeShort(body.length);
        }
        out.writeBytes(body);
    }

    private final class Recorder implements Listener {

        @Override
        public void greeted() {
            heard.add("greeted");
        }

        @Override
        public void joined(Position position) {
            heard.add("joined");
        }

        @Override
        public void acked(int number) {
            heard.add("acked " + number);
        }

        @Override
        public void delivered(ByteBuf in, int at, long offset, long now) {
            heard.add("delivered " + Payload.sequence(in, at) + " at " + offset);
        }

        @Override
        public void refused(String what) {
            heard.add("refused " + what);
        }

        @Override
        public void closed(String why) {
            heard.add("closed: " + why);
        }
    }
}
