package dev.roomcast.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/** A TCP connection on which a test says HTTP/1.1 by hand: paths that no client would send, bodies that do not end. */
public final class RawHttp implements Closeable {

    private static final int OK = 200;

    private final Socket socket;
    private final InputStream in;

    /**
     * What came back.
     *
     * @param status the HTTP status
     * @param headers by name, whatever its case
     * @param text the body
     */
    public record Response(int status, Map<String, String> headers, String text) {

        public JsonNode json() {
            return Json.parse(text);
        }

        /** A header's value, empty where there is none. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private RawHttp(URI server, InetAddress from) throws IOException {
        socket = new Socket(InetAddress.getByName(server.getHost()), server.getPort(), from, 0);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) RoomcastClient.PATIENCE.toMillis());
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects. */
    public static RawHttp open(URI server) {
        try {
            return new RawHttp(server, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects from another of this machine's loopback addresses, as {@code 127.0.0.9}. */
    public static RawHttp openFrom(String address, URI server) {
        try {
            return new RawHttp(server, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request with these header lines, and what it is answered. */
    public static Response exchange(URI server, String method, String target, String body, String... headers) {
        try (RawHttp connection = open(server)) {
            StringBuilder head = new StringBuilder();
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            if (body != null) {
                head.append("Content-Length: ")
                        .append(body.getBytes(StandardCharsets.UTF_8).length)
                        .append("\r\n");
            }
            connection.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + head + "\r\n"
                    + (body == null ? "" : body));
            return connection.response();
        }
    }

    /** Sends these characters as UTF-8. */
    public void send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether these characters could still be sent. */
    public boolean trySend(String text) {
        try {
            send(text);
            return true;
        } catch (UncheckedIOException closed) {
            return false;
        }
    }

    /** Reads a response whose length is told by {@code Content-Length}. */
    public Response response() {
        try {
            int status = Integer.parseInt(line().split(" ")[1]);
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
            int length = status < OK ? 0 : Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
            return new Response(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new SocketException("closed by the server");
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** What comes until the server closes the connection, a character for each byte. */
    public String readToEnd() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                bytes.write(octet);
            }
        } catch (SocketException reset) {
            // closed with something unread
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Waits until the server closes the connection, and reads on until then. */
    public void awaitClose() {
        readToEnd();
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
