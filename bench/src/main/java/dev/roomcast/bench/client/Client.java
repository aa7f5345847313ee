package dev.roomcast.bench.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;

/**
 * One WebSocket connection of the load generator. It trusts the server to frame rightly, reads frames where they lie in
 * the socket's buffer, and copies only what a read has cut in two. Used on its event loop only.
 */
public final class Client extends ChannelInboundHandlerAdapter {

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int DEFLATED = 0x40;

    /** What the other side left out at the end of each deflated message (RFC 7692, 7.2.2). */
    private static final byte[] DEFLATE_TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private final Protocol protocol;
    private final Listener listener;
    private final int payloadLength;
    private final boolean deflate;

    private ChannelHandlerContext context;
    private boolean upgraded;
    private boolean closed;
    private ByteBuf rest;
    private int needed;
    private ByteBuf fragments;
    private boolean fragmentsDeflated;
    private Inflater inflater;
    private boolean takeover;
    private long readAt;
    private long bytesRead;
    private int mask = System.identityHashCode(this) | 1;
    private String closing;

    Client(Protocol protocol, Listener listener, int payloadLength, boolean deflate) {
        this.protocol = protocol;
        this.listener = listener;
        this.payloadLength = payloadLength;
        this.deflate = deflate;
    }

    Listener listener() {
        return listener;
    }

    int payloadLength() {
        return payloadLength;
    }

    /** {@link System#nanoTime()} when the bytes now looked at were read. */
    long readAt() {
        return readAt;
    }

    /** Bytes read from the socket so far. */
    public long bytesRead() {
        return bytesRead;
    }

    /** Whether the server agreed to compress its messages. */
    public boolean deflating() {
        return inflater != null;
    }

    /** Asks to be a member of a room; {@code since} null: from now. */
    public void join(String room, Position since) {
        protocol.join(this, room, since);
    }

    /** Sends a message; its acknowledgement comes back with {@code number}. */
    public void publish(String room, int number, String payload) {
        protocol.publish(this, room, number, payload);
    }

    /** From now on nothing is read any more. */
    public void stopReading() {
        context.channel().config().setAutoRead(false);
    }

    /** Ends the connection with a reset, so that no port stays taken; the listener hears nothing any more. */
    public void abort() {
        closed = true;
        if (context == null) {
            // It could not even be begun: there were no files left.
            return;
        }
        Channel channel = context.channel();
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    /** Sends a text frame. */
    void send(String text) {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private void frame(int opcode, byte[] body) {
        ByteBuf out = context.alloc().directBuffer(body.length + 14);
        out.writeByte(FINAL | opcode);
        if (body.length < 126) {
            out.writeByte(0x80 | body.length);
        } else if (body.length < 0x10000) {
            out.writeByte(0x80 | 126).writeShort(body.length);
        } else {
            out.writeByte(0x80 | 127).writeLong(body.length);
        }
        mask = mask * 1_664_525 + 1_013_904_223;
        out.writeInt(mask);
        for (int i = 0; i < body.length; i++) {
            body[i] ^= (byte) (mask >>> 24 - 8 * (i & 3));
        }
        context.writeAndFlush(out.writeBytes(body), context.voidPromise());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        String request = "GET " + protocol.path() + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (deflate ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "") + "\r\n";
        active.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        ByteBuf in = (ByteBuf) message;
        bytesRead += in.readableBytes();
        if (rest != null) {
            rest.writeBytes(in);
            in.release();
            if (rest.readableBytes() < needed) {
                return;
            }
            in = rest;
            rest = null;
        }
        needed = 0;
        readAt = System.nanoTime();
        try {
            if (upgraded || upgrade(in)) {
                frames(in);
            }
            if (in.isReadable() && !closed) {
                rest = context.alloc()
                        .directBuffer(Math.max(4_096, in.readableBytes() * 2))
                        .writeBytes(in);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        end(closing == null ? "the connection was cut" : closing);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        end(cause.toString());
        failed.close();
    }

    /** The connection could not be made. */
    void failed(Throwable cause) {
        end(String.valueOf(cause.getMessage()));
    }

    private void end(String why) {
        if (rest != null) {
            rest.release();
            rest = null;
        }
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
        if (inflater != null) {
            inflater.end();
        }
        if (!closed) {
            closed = true;
            listener.closed(why);
        }
    }

    /** Takes the answer to the handshake, if all of it is there. */
    private boolean upgrade(ByteBuf in) {
        int end = endOfHead(in);
        if (end < 0) {
            return false;
        }
        String head = in.readCharSequence(end - in.readerIndex(), StandardCharsets.US_ASCII)
                .toString()
                .toLowerCase(Locale.ROOT);
        if (!head.startsWith("http/1.1 101")) {
            end("the handshake was answered with " + head.lines().findFirst().orElse("nothing"));
            context.close();
            return false;
        }
        if (head.contains("permessage-deflate")) {
            inflater = new Inflater(true);
            takeover = !head.contains("server_no_context_takeover");
        }
        upgraded = true;
        protocol.opened(this);
        return true;
    }

    private static int endOfHead(ByteBuf in) {
        for (int i = in.readerIndex(); i + 4 <= in.writerIndex(); i++) {
            if (in.getInt(i) == 0x0d0a0d0a) {
                return i + 4;
            }
        }
        return -1;
    }

    private void frames(ByteBuf in) {
        while (!closed) {
            int readable = in.readableBytes();
            if (readable < 2) {
                return;
            }
            int at = in.readerIndex();
            int header = 2;
            int length = in.getByte(at + 1) & 0x7f;
            if (length == 126) {
                header = 4;
                if (readable < header) {
                    return;
                }
                length = in.getUnsignedShort(at + 2);
            } else if (length == 127) {
                header = 10;
                if (readable < header) {
                    return;
                }
                length = Math.toIntExact(in.getLong(at + 2));
            }
            if (readable < header + length) {
                needed = header + length;
                return;
            }
            int from = at + header;
            in.readerIndex(from + length);
            int first = in.getUnsignedByte(at);
            if (first == (FINAL | TEXT)) {
                protocol.read(this, in, from, from + length);
            } else {
                unusual(first, in, from, length);
            }
        }
    }

    private void unusual(int first, ByteBuf in, int from, int length) {
        int opcode = first & 15;
        switch (opcode) {
            case TEXT, CONTINUATION -> {
                if (opcode == TEXT) {
                    fragmentsDeflated = (first & DEFLATED) != 0;
                    fragments = context.alloc().buffer(length);
                }
                fragments.writeBytes(in, from, length);
                if ((first & FINAL) != 0) {
                    ByteBuf whole = fragments;
                    fragments = null;
                    if (fragmentsDeflated) {
                        inflate(whole);
                    } else {
                        protocol.read(this, whole, whole.readerIndex(), whole.writerIndex());
                    }
                    whole.release();
                }
            }
            case PING -> {
                byte[] body = new byte[length];
                in.getBytes(from, body);
                frame(PONG, body);
            }
            case CLOSE ->
                closing = length < 2
                        ? "closed without a code"
                        : "closed with " + in.getUnsignedShort(from) + " "
                                + in.toString(from + 2, length - 2, StandardCharsets.UTF_8);
            default -> {
                // A pong that nobody asked for.
            }
        }
    }

    private void inflate(ByteBuf deflated) {
        deflated.writeBytes(DEFLATE_TAIL);
        ByteBuf out = context.alloc().buffer(4_096);
        try {
            if (!takeover) {
                inflater.reset();
            }
            inflater.setInput(deflated.nioBuffer());
            while (true) {
                out.ensureWritable(2_048);
                ByteBuffer space = out.nioBuffer(out.writerIndex(), out.writableBytes());
                int got = inflater.inflate(space);
                if (got == 0) {
                    break;
                }
                out.writerIndex(out.writerIndex() + got);
            }
            protocol.read(this, out, out.readerIndex(), out.writerIndex());
        } catch (DataFormatException e) {
            listener.refused("a message that cannot be inflated: " + e.getMessage());
        } finally {
            out.release();
        }
    }

    /** Reads the message inside of a {@code compressed} one: base64 of gzip between the two indexes. */
    void unzip(ByteBuf in, int from, int to) {
        byte[] base64 = new byte[to - from];
        in.getBytes(from, base64);
        try (GZIPInputStream unzip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(base64)))) {
            byte[] message = unzip.readAllBytes();
            protocol.read(this, Unpooled.wrappedBuffer(message), 0, message.length);
        } catch (IOException e) {
            listener.refused("a message that cannot be unzipped: " + e.getMessage());
        }
    }
}
