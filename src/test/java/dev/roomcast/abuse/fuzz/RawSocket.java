package dev.roomcast.abuse.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A blocking socket from any address of this machine, with just enough of HTTP and WebSocket to read what comes. */
final class RawSocket implements Closeable {

    private static final int MAX_FRAME = 16 * 1024 * 1024;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /** A frame of the server's. */
    record Received(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** Of a close frame; 1005 where it names none. */
        int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }
    }

    RawSocket(int port, String from) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setReuseAddress(true);
        socket.setSoLinger(true, 0); // a reset, so that thousands of connections leave no port waiting
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16 * 1024));
        out = socket.getOutputStream();
    }

    /** False where the server has ended the connection: what it said may still be read. */
    boolean write(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
            return true;
        } catch (IOException ended) {
            return false;
        }
    }

    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /**
     * The head of an HTTP answer, with its empty line; what came of it where the connection ended.
     *
     * @throws SocketTimeoutException where nothing comes in time
     */
    String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last4 = 0;
        while (last4 != 0x0d0a0d0a) {
            int b = read();
            if (b < 0) {
                break;
            }
            head.write(b);
            last4 = last4 << 8 | b;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** All that comes until the connection ends, or nothing has come for as long as one is patient. */
    String readRest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 * 1024];
        try {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                rest.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException quiet) {
            // enough
        } catch (IOException reset) {
            // the end, too
        }
        return rest.toString(StandardCharsets.UTF_8);
    }

    /**
     * The next frame, or null where the connection ended.
     *
     * @throws SocketTimeoutException where none comes in time
     */
    Received readFrame() throws IOException {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            long length = second & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            if ((second & 0x80) != 0 || length > MAX_FRAME) {
                throw new IllegalStateException("the server sent no sound frame: " + first + " " + second);
            }
            byte[] payload = new byte[(int) length];
            in.readFully(payload);
            return new Received(first & 0x0f, payload);
        } catch (SocketTimeoutException quiet) {
            throw quiet;
        } catch (IOException ended) {
            return null;
        }
    }

    private int read() throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException quiet) {
            throw quiet;
        } catch (IOException ended) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
