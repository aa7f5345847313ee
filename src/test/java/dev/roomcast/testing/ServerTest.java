package dev.roomcast.testing;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;

/** What tests against the server in this process share: its address, names of their own, and clients closed at the end. */
public abstract class ServerTest {

    private static final AtomicInteger NAMES = new AtomicInteger();

    protected final Server server = Server.underTest();

    @AfterEach
    void closeClients() {
        server.close();
    }

    /** A name that no other test has: for rooms, users and messages. */
    protected static String unique(String name) {
        return name + "-" + NAMES.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
    }
}
