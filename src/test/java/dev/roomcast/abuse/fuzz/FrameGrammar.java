package dev.roomcast.abuse.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import dev.roomcast.abuse.ClientFrame;

/** Bytes on an upgraded connection: frames that follow RFC 6455, frames that break it, and what is no frame at all. */
final class FrameGrammar {

    private final Dice dice;

    FrameGrammar(Dice dice) {
        this.dice = dice;
    }

    byte[] frames() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = dice.below(5); i >= 0; i--) {
            bytes.writeBytes(frame());
        }
        return bytes.toByteArray();
    }

    private byte[] frame() {
        return switch (dice.below(14)) {
            case 0 -> ClientFrame.of(dice.below(256), payload()); // any flags, any opcode
            case 1 -> unmasked(ClientFrame.FIN | ClientFrame.TEXT, payload());
            case 2 -> ClientFrame.of(ClientFrame.FIN | dice.of(8, 9, 10), dice.bytes(dice.of(0, 1, 2, 125, 126, 300)));
            case 3 -> ClientFrame.of(dice.of(8, 9, 10), payload()); // control, in fragments
            case 4 -> close();
            case 5 -> lyingLength();
            case 6 -> longerThanNeeded();
            case 7 -> fragments();
            case 8 -> ClientFrame.of(ClientFrame.FIN, payload()); // a continuation of nothing
            case 9 -> ClientFrame.of(ClientFrame.FIN | ClientFrame.TEXT, brokenUtf8());
            case 10 -> ClientFrame.of(ClientFrame.FIN | 2, payload()); // binary
            case 11 -> dice.bytes(dice.below(60));
            case 12 -> "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            default -> ClientFrame.request("ping");
        };
    }

    private byte[] payload() {
        return dice.percent(50)
                ? "{\"type\":\"ping\"}".getBytes(StandardCharsets.US_ASCII)
                : dice.bytes(dice.below(dice.percent(3) ? 70_000 : 200));
    }

    private static byte[] unmasked(int firstByte, byte[] payload) {
        return ClientFrame.join(ClientFrame.header(firstByte, false, payload.length), payload);
    }

    private byte[] close() {
        int code = dice.of(0, 999, 1000, 1001, 1004, 1005, 1006, 1007, 1008, 1015, 1016, 2999, 3000, 4999, 5000, 65535);
        byte[] reason = dice.of(new byte[0], "bye".getBytes(StandardCharsets.US_ASCII), brokenUtf8(), dice.bytes(123));
        byte[] payload = ByteBuffer.allocate(2 + reason.length)
                .putShort((short) code)
                .put(reason)
                .array();
        return ClientFrame.of(ClientFrame.FIN | ClientFrame.CLOSE, dice.percent(10) ? new byte[] {3} : payload);
    }

    private byte[] lyingLength() {
        long length = dice.of(0L, 5L, 126L, 65_535L, 65_536L, 65_537L, 1L << 31, (1L << 31) - 1, Long.MAX_VALUE, -1L);
        return ClientFrame.join(
                ClientFrame.header(ClientFrame.FIN | ClientFrame.TEXT, true, length), dice.bytes(4 + dice.below(60)));
    }

    /** A length that fits into fewer bytes; RFC 6455 5.2 wants the fewest. */
    private byte[] longerThanNeeded() {
        ByteBuffer header = dice.percent(50)
                ? ByteBuffer.allocate(4)
                        .put((byte) 0x81)
                        .put((byte) (0x80 | 126))
                        .putShort((short) 5)
                : ByteBuffer.allocate(10)
                        .put((byte) 0x81)
                        .put((byte) (0x80 | 127))
                        .putLong(5);
        return ClientFrame.join(header.array(), dice.bytes(9));
    }

    private byte[] fragments() {
        byte[] whole = "{\"type\":\"ping\",\"id\":\"in-parts\"}".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int parts = 1 + dice.below(40);
        for (int i = 0; i <= parts; i++) {
            byte[] part = new byte[whole.length * (i + 1) / (parts + 1) - whole.length * i / (parts + 1)];
            System.arraycopy(whole, whole.length * i / (parts + 1), part, 0, part.length);
            int opcode = i == 0 || dice.percent(3) ? dice.of(1, 1, 1, 2) : 0;
            boolean last = dice.percent(95) == (i == parts);
            bytes.writeBytes(
                    ClientFrame.of((last ? ClientFrame.FIN : 0) | opcode | (dice.percent(3) ? 0x40 : 0), part));
            if (dice.percent(10)) {
                bytes.writeBytes(ClientFrame.of(ClientFrame.FIN | ClientFrame.PING, dice.bytes(dice.below(10))));
            }
        }
        return bytes.toByteArray();
    }

    private byte[] brokenUtf8() {
        return dice.of(
                new byte[] {(byte) 0xc0, (byte) 0xaf},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
                new byte[] {'"', (byte) 0xff, '"'},
                new byte[] {(byte) 0xe2, (byte) 0x82});
    }

    /** Header lines of a handshake beside or in place of the usual ones. */
    String handshake(String path, String authorization) {
        String line = dice.percent(80)
                ? ""
                : dice.of(
                        "X-Long: " + "x".repeat(dice.below(30_000)) + "\r\n",
                        "Sec-WebSocket-Protocol: bearer-token-carrier, quarkus-http-upgrade%23Authorization\r\n",
                        "Sec-WebSocket-Protocol: " + "a,".repeat(dice.below(500)) + "b\r\n",
                        "Sec-WebSocket-Protocol: roomcast, bearer-token-carrier, %zz\r\n",
                        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99; x=\"\r\n",
                        "Sec-WebSocket-Extensions: ;;;,,,\r\n",
                        "Origin: null\r\n",
                        "Origin: http://[::1\r\n",
                        "Accept-Language: " + "zh;q=0.1,".repeat(dice.below(200)) + "*;q=x\r\n",
                        "Authorization: Bearer\r\n",
                        "Authorization: Basic eDp5\r\n",
                        "Authorization: Bearer a b c\r\n",
                        "Content-Length: 5\r\n",
                        "Transfer-Encoding: chunked\r\n",
                        "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
                        "Host: other\r\n",
                        "X-Forwarded-For: 1.2.3.4, 5.6.7.8\r\nForwarded: for=\"[::1]\";host=x\r\n");
        String version = dice.percent(95) ? "13" : dice.of("7", "8", "0", "", "13, 8", "x", "99999999999");
        String key = dice.percent(95) ? "dGhlIHNhbXBsZSBub25jZQ==" : dice.of("", "x", "=".repeat(400), "\u00e9");
        String features = dice.percent(30) ? "?features=" + dice.of("batch,gzip", "gzip", "x", "%00", "%zz", "") : "";
        return "GET " + path + features + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: "
                + (dice.percent(95) ? "Upgrade" : dice.of("keep-alive, Upgrade", "close", "upgrade\r\nConnection: x"))
                + "\r\nUpgrade: websocket\r\nSec-WebSocket-Version: " + version + "\r\nSec-WebSocket-Key: " + key
                + "\r\n" + authorization + line + "\r\n";
    }
}
