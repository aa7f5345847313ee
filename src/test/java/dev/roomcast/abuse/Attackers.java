package dev.roomcast.abuse;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;

import dev.roomcast.testing.Tokens;

/**
 * What an attack has at hand: connections from one address of this machine, that a single thread drives; a clock that
 * ends the attack; and a place for what it found. Used by the thread that runs the attack.
 */
final class Attackers implements AutoCloseable {

    /** Where attackers come from; bystanders come from 127.0.0.1, so that what is bounded for an address is not theirs. */
    private static final String ADDRESS = "127.0.0.2";

    /** Where those come from that only prepare the ground: opened rooms, users online. */
    private static final String PREPARING = "127.0.0.3";

    /** Of what never reads: soon full. */
    private static final int NARROW_BUFFER = 4 * 1024;

    private static final long TICK_NANOS = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PREPARATION = Duration.ofSeconds(60);

    private final InetSocketAddress server;
    private final Duration time;
    private final EventLoopGroup loop = new NioEventLoopGroup(1);
    private final ConcurrentLinkedQueue<String> findings = new ConcurrentLinkedQueue<>();
    private volatile long end;

    Attackers(int port, Duration time) {
        this.server = new InetSocketAddress("127.0.0.1", port);
        this.time = time;
        restartClock();
    }

    // --- time ---

    /** The attack proper begins now: what came before was preparation. */
    void restartClock() {
        end = System.nanoTime() + time.toNanos();
    }

    /** What is done now is preparation, for which there is time enough. */
    void prepare() {
        end = System.nanoTime() + PREPARATION.toNanos();
    }

    /** The preparation is done. */
    void endNow() {
        end = System.nanoTime();
    }

    boolean goOn() {
        return System.nanoTime() < end;
    }

    /** How long the attack is to take. */
    Duration time() {
        return time;
    }

    /** Runs it so many times a second until the time is over; what a slow machine cannot do in time is caught up. */
    void atRate(double perSecond, Runnable step) {
        long begun = System.nanoTime();
        long done = 0;
        while (goOn()) {
            long due = (long) ((System.nanoTime() - begun) * perSecond / 1e9);
            for (; done < due && goOn(); done++) {
                step.run();
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    void pause(Duration pause) {
        LockSupport.parkNanos(pause.toNanos());
    }

    // --- findings ---

    /** Something that should not be, beside what the bystanders see. */
    void finding(String what) {
        findings.add(what);
    }

    List<String> findings() {
        return List.copyOf(findings);
    }

    // --- connections ---

    /** Whoever sends these bytes first. */
    Peer open(byte[] first) {
        return open(new Peer(first), ADDRESS, 0);
    }

    Peer open(Peer peer) {
        return open(peer, ADDRESS, 0);
    }

    private Peer open(Peer peer, String from, int receiveBuffer) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) PATIENCE.toMillis())
                .handler(peer);
        if (receiveBuffer > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, receiveBuffer);
        }
        bootstrap.connect(server, new InetSocketAddress(from, 0)).addListener(connected -> {
            if (!connected.isSuccess()) {
                peer.failed();
            }
        });
        return peer;
    }

    /** The bytes of a handshake; header lines as {@code "Name: value"}. */
    static byte[] handshake(String path, String... headers) {
        StringBuilder request = new StringBuilder("GET ")
                .append(path)
                .append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of a handshake to {@code /chat} as this user. */
    static byte[] signedIn(String jwt, String... features) {
        String query = features.length == 0 ? "" : "?features=" + String.join(",", features);
        return handshake("/chat" + query, "Authorization: Bearer " + jwt);
    }

    /** The one user of an attack, on {@code /chat}. */
    Peer mallory(String... features) {
        return open(signedIn(Tokens.user("mallory"), features));
    }

    /** As {@link #mallory}, reading nothing after the handshake, into a small buffer. */
    Peer malloryUnread() {
        return unread(signedIn(Tokens.user("mallory")));
    }

    /** Whoever sends these bytes first, and reads nothing but the answer to them. */
    Peer unread(byte[] first) {
        Peer peer = new Peer(first);
        open(peer, ADDRESS, NARROW_BUFFER);
        peer.status().thenRun(peer::stopReading);
        return peer;
    }

    Peer guest() {
        return open(handshake("/ws"));
    }

    /** On {@code /chat}, without a token. */
    Peer stranger() {
        return open(handshake("/chat"));
    }

    /** A user from elsewhere, who means no harm but makes what the attack needs. */
    Peer helper(String userId, Consumer<String> onText) {
        return open(new Peer(signedIn(Tokens.user(userId))).onText(onText), PREPARING, 0);
    }

    /** Waits until these are upgraded, or have ended. */
    void await(List<Peer> peers) {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        for (Peer peer : peers) {
            try {
                peer.status().get(Math.max(1, patience - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                // whoever is late has not upgraded: the attack goes on without
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** As {@link #crew}; each is opened by its number, from 0. */
    Crew numbered(int size, IntFunction<Peer> opener) {
        Crew crew = new Crew(size, opener, true);
        await(crew.peers);
        return crew;
    }

    /** So many WebSockets that come back when they are cut, as those of one who means it. */
    Crew crew(int size, Supplier<Peer> opener) {
        return numbered(size, number -> opener.get());
    }

    /** As {@link #crew} for sockets that are never upgraded. */
    Crew sockets(int size, Supplier<Peer> opener) {
        return new Crew(size, number -> opener.get(), false);
    }

    /** See {@link #crew}. */
    static final class Crew {

        private static final long COME_BACK_NANOS = 100_000_000;

        private final IntFunction<Peer> opener;
        private final boolean upgraded;
        private final List<Peer> peers = new ArrayList<>();
        private final long[] opened;
        private int turn;

        private Crew(int size, IntFunction<Peer> opener, boolean upgraded) {
            this.opener = opener;
            this.upgraded = upgraded;
            this.opened = new long[size];
            for (int i = 0; i < size; i++) {
                peers.add(opener.apply(i));
                opened[i] = System.nanoTime();
            }
        }

        /** The next one in turn; null where that one is not ready to be used. */
        Peer next() {
            int index = turn++ % peers.size();
            Peer peer = peers.get(index);
            if (!peer.isOpen() && System.nanoTime() - opened[index] > COME_BACK_NANOS) {
                peers.set(index, opener.apply(index));
                opened[index] = System.nanoTime();
            }
            return upgraded && !peer.isUpgraded() ? null : peer;
        }

        /** Sends it on the next one in turn, if that one can be written to. */
        boolean send(byte[] bytes) {
            Peer peer = next();
            return peer != null && peer.send(bytes);
        }
    }

    /** Ends every connection. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
