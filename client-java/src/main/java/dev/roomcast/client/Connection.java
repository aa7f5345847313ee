package dev.roomcast.client;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One WebSocket, from its handshake to its end. It notices a peer that has gone silent, and reads no more than the
 * application keeps up with. All on the loop.
 */
final class Connection implements Transport.Events {

    /** Whom a connection tells. */
    interface Handlers {
        void message(JsonNode message);

        /** Exactly once, and nothing after it; not where this side ended it by {@link Connection#close}. */
        void closed(Transport.End end);
    }

    private final Loop loop;
    private final Settings settings;
    private final Handlers handlers;
    private final BooleanSupplier isBehind;
    private Transport.Socket socket;
    private Loop.Timer watch;
    private boolean opened;
    private boolean established;
    private boolean paused;
    private boolean ended;

    /** @param isBehind whether the application has to catch up before anything more is read */
    Connection(Loop loop, Settings settings, BooleanSupplier isBehind, Handlers handlers) {
        this.loop = loop;
        this.settings = settings;
        this.isBehind = isBehind;
        this.handlers = handlers;
        this.watch = loop.after(settings.connectTimeout(), () -> abandon("No connection in time"));
    }

    void open(Transport transport, URI address, Optional<String> token) {
        socket = transport.open(address, token, Duration.ofMillis(settings.connectTimeout()), this);
    }

    /** False where the connection is not open (any more). */
    boolean send(ObjectNode message) {
        if (ended || !opened) {
            return false;
        }
        socket.send(message.toString());
        return true;
    }

    /** Begins to watch for silence, in place of the bound on connecting. */
    void established() {
        established = true;
        listen();
    }

    /** Asks at once whether anybody is still there; ends the connection if no word comes in time. */
    void probe() {
        if (ended || !established || paused) {
            return; // while nothing is read, no word can come
        }
        watch.cancel();
        send(Frames.object("ping"));
        watch = loop.after(settings.heartbeatTimeout(), () -> abandon("No answer"));
    }

    /** The application has caught up. */
    void goOn() {
        if (paused && !ended) {
            paused = false;
            listen();
            socket.read();
        }
    }

    /** Ends without waiting for the other side, which may be out of reach. */
    void abandon(String reason) {
        end(Transport.End.lost(reason));
    }

    /** Ends in good order, and says nothing of it. */
    void close() {
        if (!ended) {
            ended = true;
            watch.cancel();
            socket.close();
        }
    }

    @Override
    public void opened() {
        loop.execute(() -> {
            opened = true;
            socket.read();
        });
    }

    @Override
    public void frame(JsonNode message) {
        loop.execute(() -> {
            if (ended) {
                return;
            }
            listen();
            try {
                handlers.message(message);
            } finally {
                readOn();
            }
        });
    }

    @Override
    public void alive() {
        loop.execute(this::listen);
    }

    @Override
    public void closed(Transport.End end) {
        loop.execute(() -> end(end));
    }

    private void readOn() {
        if (ended) {
            return;
        }
        if (isBehind.getAsBoolean()) {
            paused = true;
            watch.cancel();
        } else {
            socket.read();
        }
    }

    private void listen() {
        if (established && !ended && !paused) {
            watch.cancel();
            watch = loop.after(settings.heartbeatInterval(), this::probe);
        }
    }

    private void end(Transport.End end) {
        if (!ended) {
            ended = true;
            watch.cancel();
            socket.abort();
            handlers.closed(end);
        }
    }
}
