package dev.roomcast.delivery;

import io.netty.channel.Channel;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import org.jboss.logging.Logger;

import dev.roomcast.protocol.CloseCode;

/**
 * The way to a connection by the public API for sending: a string for each frame and member. More expensive than
 * {@link ChannelWire}, otherwise the same.
 */
final class SendTextWire implements Wire {

    private static final Logger LOG = Logger.getLogger(SendTextWire.class);

    private static final Runnable NOTHING = () -> {};

    private final WebSocketConnection connection;
    private final Channel channel;
    private final Reading reading;
    private long pending;

    SendTextWire(WebSocketConnection connection, Channel channel, Reading reading) {
        this.connection = connection;
        this.channel = channel;
        this.reading = reading;
    }

    @Override
    public int size(Payload payload) {
        return payload.size();
    }

    @Override
    public void write(Payload payload) {
        write(payload, NOTHING);
    }

    @Override
    public void write(Payload payload, Runnable taken) {
        int size = size(payload);
        int[] left = {payload.count()};
        pending += size;
        payload.forEachText(text -> connection
                .sendText(text)
                .subscribe()
                .with(sent -> sent(left, size, taken), gone -> {
                    LOG.debugf("not sent to %s: %s", connection.id(), gone);
                    sent(left, size, taken);
                }));
    }

    /** Called on the event loop: the stage of a send completes on the connection's context. */
    private void sent(int[] left, int size, Runnable taken) {
        if (--left[0] == 0) {
            pending -= size;
            taken.run();
        }
    }

    @Override
    public void flush() {
        // A send flushes by itself.
    }

    @Override
    public void writeAndFlush(Payload payload) {
        write(payload);
    }

    @Override
    public long pending() {
        return pending;
    }

    @Override
    public void ping() {
        ignoringFailure(connection.sendPing(Buffer.buffer()));
    }

    @Override
    public void pong(byte[] data) {
        pending += data.length;
        connection
                .sendPong(Buffer.buffer(data))
                .onTermination()
                .invoke(() -> pending -= data.length)
                .subscribe()
                .with(sent -> {}, SendTextWire::gone);
    }

    @Override
    public void reading(boolean on) {
        reading.wanted(on);
    }

    @Override
    public void close(CloseCode code) {
        close(connection, code);
    }

    @Override
    public void abort() {
        channel.close();
    }

    static void close(WebSocketConnection connection, CloseCode code) {
        if (connection.isOpen()) {
            ignoringFailure(connection.close(new CloseReason(code.code(), code.reason())));
        }
    }

    private static void ignoringFailure(Uni<Void> action) {
        action.subscribe().with(done -> {}, SendTextWire::gone);
    }

    private static void gone(Throwable cause) {
        LOG.debugf("connection is gone: %s", cause);
    }
}
