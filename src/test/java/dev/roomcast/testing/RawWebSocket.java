package dev.roomcast.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A WebSocket by hand, for what no library would send or leave undone: frames that break RFC 6455, a peer that answers no
 * ping, that does not read, or whose connection is reset. It answers nothing by itself. For one thread.
 */
public final class RawWebSocket implements Closeable {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int READ_TIMEOUT_MS = 15_000;
    private static final byte[] MASK = {0x1f, 0x2e, 0x3d, 0x4c};

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int status;
    private final Map<String, String> responseHeaders = new TreeMap<>();

    /**
     * A frame as it came.
     *
     * @param fin whether it is a message's last
     * @param deflated whether the first reserved bit is set, which permessage-deflate takes for itself
     * @param opcode one of this class's constants
     * @param payload unmasked
     */
    public record RawFrame(boolean fin, boolean deflated, int opcode, byte[] payload) {

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    private RawWebSocket(Socket socket, byte[] request) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16 * 1024));
        this.out = socket.getOutputStream();
        out.write(request);
        String statusLine = readLine();
        this.status = Integer.parseInt(statusLine.split(" ")[1]);
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            responseHeaders.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
    }

    /** Opens {@code path} with further header lines, each as {@code "Name: value"}. */
    public static RawWebSocket open(URI server, String path, String... headers) {
        return open(server, 0, path, headers);
    }

    /** As {@link #open(URI, String, String...)} with a small receive buffer, so that not reading is noticed soon. */
    public static RawWebSocket openNarrow(URI server, String path, String... headers) {
        return open(server, 8 * 1024, path, headers);
    }

    /** As {@link #open(URI, String, String...)}, with these bytes in the same packet as the handshake. */
    public static RawWebSocket openWith(URI server, byte[] behind, String path, String... headers) {
        try {
            return new RawWebSocket(connect(server, 0), request(server, behind, path, headers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a handshake with these bytes in the same packet, and resets the connection without reading an answer. */
    public static void vanish(URI server, byte[] behind, String path, String... headers) {
        try (Socket socket = connect(server, 0)) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request(server, behind, path, headers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawWebSocket open(URI server, int receiveBuffer, String path, String... headers) {
        try {
            return new RawWebSocket(connect(server, receiveBuffer), request(server, new byte[0], path, headers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] request(URI server, byte[] behind, String path, String... headers) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        String standard = "Host: " + server.getAuthority() + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
        for (String line : standard.split("\r\n")) {
            String name = line.substring(0, line.indexOf(':') + 1);
            if (List.of(headers).stream().noneMatch(header -> header.startsWith(name))) {
                request.append(line).append("\r\n");
            }
        }
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(behind);
        return bytes.toByteArray();
    }

    private static Socket connect(URI server, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(READ_TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 5_000);
        return socket;
    }

    /** The handshake's status: 101 where it was upgraded. */
    public int status() {
        return status;
    }

    /** A response header of the handshake by its lower-case name, or null. */
    public String responseHeader(String name) {
        return responseHeaders.get(name);
    }

    // --- sending ---

    public RawWebSocket send(String text) {
        return frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A sound frame, masked. */
    public RawWebSocket frame(boolean fin, int opcode, byte[] payload) {
        return frame((fin ? 0x80 : 0) | opcode, true, payload);
    }

    /** Any first byte (fin, reserved bits, opcode), masked or not. */
    public RawWebSocket frame(int firstByte, boolean masked, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 14);
        write(bytes, firstByte, masked, payload);
        return bytes(bytes.toByteArray());
    }

    /** The bytes of one masked frame. */
    public static byte[] bytesOf(int firstByte, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 14);
        write(bytes, firstByte, true, payload);
        return bytes.toByteArray();
    }

    private static void write(ByteArrayOutputStream bytes, int firstByte, boolean masked, byte[] payload) {
        bytes.write(firstByte);
        header(bytes, masked, payload.length);
        if (masked) {
            bytes.writeBytes(MASK);
        }
        for (int i = 0; i < payload.length; i++) {
            bytes.write(masked ? payload[i] ^ MASK[i & 3] : payload[i]);
        }
    }

    /** The bytes of so many sound text frames, one after another, so that they can go as one. */
    public static byte[] together(String text, int times) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(times * (payload.length + 14));
        for (int i = 0; i < times; i++) {
            write(bytes, 0x80 | TEXT, true, payload);
        }
        return bytes.toByteArray();
    }

    /** Only the head of a masked text frame that announces so many bytes. */
    public RawWebSocket announce(long length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(0x80 | TEXT);
        header(bytes, true, length);
        bytes.writeBytes(MASK);
        return bytes(bytes.toByteArray());
    }

    private static void header(ByteArrayOutputStream bytes, boolean masked, long length) {
        int mask = masked ? 0x80 : 0;
        if (length < 126) {
            bytes.write(mask | (int) length);
        } else if (length < 65_536) {
            bytes.write(mask | 126);
            bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
        } else {
            bytes.write(mask | 127);
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
        }
    }

    /** Bytes as they are. A peer that has closed already is no error here: what it said is still to be read. */
    public RawWebSocket bytes(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (SocketException closedByPeer) {
            // the close frame may still be in the receive buffer
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    // --- receiving ---

    /** The next frame; null where the connection ended. */
    public RawFrame read() {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            long length = second & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = new byte[(int) length];
            in.readFully(payload);
            return new RawFrame((first & 0x80) != 0, (first & 0x40) != 0, first & 0x0f, payload);
        } catch (EOFException | SocketException ended) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("nothing came", e);
        }
    }

    /** Takes up to so many bytes off the socket, whatever they are; 0 where the connection ended or nothing came in time. */
    public int skip(int most) {
        try {
            return Math.max(0, in.read(new byte[most]));
        } catch (IOException ended) {
            return 0;
        }
    }

    /** The next text message, put together from its fragments; other frames are skipped. */
    public Frame readText() {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (RawFrame frame = read(); frame != null; frame = read()) {
            if (frame.opcode() == TEXT || frame.opcode() == CONTINUATION) {
                message.writeBytes(frame.payload());
                if (frame.fin()) {
                    return Frame.of(message.toString(StandardCharsets.UTF_8));
                }
            } else if (frame.opcode() == CLOSE) {
                throw new AssertionError("closed: " + close(frame));
            }
        }
        throw new AssertionError("the connection ended");
    }

    /** The first text message of this type; others are skipped. */
    public Frame readText(String type) {
        for (Frame frame = readText(); ; frame = readText()) {
            if (frame.type().equals(type)) {
                return frame;
            }
        }
    }

    /** Reads on to the end, skipping all else; {@link Close#ABNORMAL} where no close frame came. */
    public Close readClose() {
        for (RawFrame frame = read(); frame != null; frame = read()) {
            if (frame.opcode() == CLOSE) {
                return close(frame);
            }
        }
        return new Close(Close.ABNORMAL, "");
    }

    /** Reads on to the end of the connection and returns all frames that came. */
    public List<RawFrame> readAll() {
        List<RawFrame> frames = new ArrayList<>();
        for (RawFrame frame = read(); frame != null; frame = read()) {
            frames.add(frame);
        }
        return frames;
    }

    /** What a close frame says. */
    public static Close close(RawFrame frame) {
        byte[] payload = frame.payload();
        if (payload.length < 2) {
            return new Close(1005, "");
        }
        int code = ByteBuffer.wrap(payload).getShort() & 0xffff;
        return new Close(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    // --- the end ---

    /** Resets the connection: the peer gets RST, no FIN and no close frame. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
