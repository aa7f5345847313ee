package dev.roomcast.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

import org.junit.jupiter.api.Test;

import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerProcess.Launch;

/** Strangers flood a server with a small heap, before any sign-in: it lives, and takes no memory for what they send. */
class FixedHeapIT {

    private static final int HEAP_MB = 96;

    /**
     * The heap, as much again of direct buffers, which is what the JVM allows where nothing is set, and what any JVM takes for
     * classes, compiled code and threads.
     */
    private static final long RESIDENT_MB = 2 * HEAP_MB + 220;

    private static final Duration TIME = Duration.ofMillis(1_500);
    private static final int CONNECTIONS = 20;
    private static final int UNFINISHED = 500;
    private static final int OFFERED = 5_000;

    /** Less than the largest message. */
    private static final byte[] LARGE = "x".repeat(60_000).getBytes(StandardCharsets.US_ASCII);

    /** Of each flood, or it was none. */
    private static final long LEAST_BYTES = 1_000_000;

    @Test
    void floodsOfTextPingsAndFragmentsBeforeTheSignInTakeNoMoreThanTheProcessIsGiven() {
        Launch launch = Launch.withJava("-Xmx" + HEAP_MB + "m", "-XX:+ExitOnOutOfMemoryError");
        try (Target target = Target.start(launch, false, List.of("ROOMCAST_MEMORY_MAX_BYTES", "16000000"));
                ResidentSet memory = new ResidentSet(target.process().pid())) {
            flood(target, FixedHeapIT::text);
            flood(target, FixedHeapIT::pings);
            flood(target, FixedHeapIT::fragments);
            assertThat(memory.before() + memory.growth()).as("MB").isLessThan(RESIDENT_MB);
            assertThat(target.connectionsDownTo(0)).isZero();
            assertThat(target.errors(0)).isEmpty();
            assertThat(target.process().output()).noneMatch(line -> line.contains("OutOfDirectMemory"));
            RoomcastClient client = target.server().member("ann", "room");
            assertThat(client.say("room", "hello").offset()).isEqualTo(1);
        }
    }

    /** @param flood how many bytes it got rid of */
    private static void flood(Target target, ToLongFunction<Attackers> flood) {
        try (Attackers attackers = new Attackers(target.server().http().getPort(), TIME)) {
            assertThat(flood.applyAsLong(attackers)).isGreaterThan(LEAST_BYTES);
        }
        assertThat(target.isLive()).isTrue();
    }

    private static long text(Attackers attackers) {
        return send(attackers, attackers.crew(CONNECTIONS, attackers::stranger), large(ClientFrame.FIN));
    }

    private static long pings(Attackers attackers) {
        byte[] ping = ClientFrame.of(ClientFrame.FIN | ClientFrame.PING, new byte[125]);
        return send(
                attackers,
                attackers.crew(CONNECTIONS, () -> attackers.unread(Attackers.handshake("/chat"))),
                ClientFrame.times(500, ping));
    }

    /** Each holds as much as a message may have, and comes back with it when it is cut for sending more. */
    private static long fragments(Attackers attackers) {
        return send(attackers, attackers.crew(UNFINISHED, attackers::stranger), large(0));
    }

    private static byte[] large(int fin) {
        return ClientFrame.of(fin | ClientFrame.TEXT, LARGE);
    }

    private static long send(Attackers attackers, Attackers.Crew crew, byte[] bytes) {
        long[] sent = new long[1];
        attackers.restartClock();
        attackers.atRate(OFFERED, () -> sent[0] += crew.send(bytes) ? bytes.length : 0);
        return sent[0];
    }
}
