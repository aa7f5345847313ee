package dev.roomcast.promises;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.ResumingClient;
import dev.roomcast.testing.ResumingClient.Ack;
import dev.roomcast.testing.RoomRecord;
import dev.roomcast.testing.RoomRecord.Entry;
import dev.roomcast.testing.ServerTest;

/**
 * Random interleavings of publish, retry, delete, join, leave and lost connections, held against the promises: acked is
 * kept, one order without gap or double, a retry is free, a sender's order stands. Run a seed again with
 * {@code -Droomcast.seed=…}.
 */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class PromisesPropertyTest extends ServerTest {

    private static final Logger LOG = Logger.getLogger(PromisesPropertyTest.class);

    private static final int ROUNDS = 20;
    private static final int STEPS = 150;
    private static final int MEMBERS = 4;

    /** A message that a member has sent, in the order of sending. */
    private record Sent(String room, String messageId, CompletableFuture<Ack> acked) {}

    /** A member and what it has done. */
    private static final class Member {
        private final ResumingClient client;
        private final Set<String> in = new HashSet<>();
        private final List<Sent> sent = new ArrayList<>();
        private final List<Sent> retries = new ArrayList<>();

        Member(ResumingClient client) {
            this.client = client;
        }
    }

    @Test
    void noInterleavingBreaksAPromise() {
        long first = Long.getLong("roomcast.seed", System.nanoTime());
        for (int round = 0; round < ROUNDS; round++) {
            long seed = first + round;
            try {
                int messages = play(new Random(seed));
                LOG.infof("seed %d: %d messages, no promise broken", seed, messages);
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("run again with -Droomcast.seed=" + seed, broken);
            } finally {
                server.close();
            }
        }
    }

    private int play(Random random) {
        List<String> rooms = List.of(unique("one"), unique("two"));
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(new Member(server.resuming(unique("member"))));
        }
        for (int i = 0; i < STEPS; i++) {
            step(members.get(random.nextInt(MEMBERS)), rooms.get(random.nextInt(rooms.size())), random);
        }
        for (Member member : members) {
            rooms.forEach(member.client::join);
            member.client.awaitAcks();
            member.sent.forEach(sent -> sent.acked().orTimeout(20, SECONDS).join());
            member.retries.forEach(sent -> sent.acked().orTimeout(20, SECONDS).join());
        }
        for (String room : rooms) {
            long last = members.get(0)
                    .client
                    .publish(room, "the end")
                    .orTimeout(20, SECONDS)
                    .join()
                    .offset();
            members.forEach(member -> member.client.awaitOffset(room, last));
        }
        members.forEach(member -> verifyMember(member, members, rooms));
        return members.stream().mapToInt(member -> member.sent.size()).sum();
    }

    private void step(Member member, String room, Random random) {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> publish(member, room, random);
            case 4 -> retry(member, random);
            case 5 -> delete(member, random);
            case 6, 7 -> {
                member.client.join(room);
                member.in.add(room);
            }
            case 8 -> {
                if (member.in.remove(room)) {
                    member.client.leave(room);
                }
            }
            default -> member.client.drop();
        }
    }

    private void publish(Member member, String room, Random random) {
        int burst = 1 + random.nextInt(8);
        for (int i = 0; i < burst && member.in.contains(room); i++) {
            String messageId = unique("m");
            CompletableFuture<Ack> acked = member.client.publish(room, Map.of("n", member.sent.size()), messageId);
            member.sent.add(new Sent(room, messageId, acked));
        }
    }

    private void retry(Member member, Random random) {
        pickAcked(member, random).ifPresent(sent -> {
            if (member.in.contains(sent.room())) {
                member.retries.add(new Sent(
                        sent.room(),
                        sent.messageId(),
                        member.client.publish(sent.room(), "a retry", sent.messageId())));
            }
        });
    }

    private void delete(Member member, Random random) {
        pickAcked(member, random).ifPresent(sent -> {
            if (member.in.contains(sent.room())) {
                member.client
                        .delete(sent.room(), sent.acked().join().offset())
                        .orTimeout(20, SECONDS)
                        .join();
            }
        });
    }

    private static Optional<Sent> pickAcked(Member member, Random random) {
        List<Sent> acked =
                member.sent.stream().filter(sent -> sent.acked().isDone()).toList();
        return acked.isEmpty() ? Optional.empty() : Optional.of(acked.get(random.nextInt(acked.size())));
    }

    private static void verifyMember(Member member, List<Member> all, List<String> rooms) {
        assertThat(member.client.failures()).isEmpty();
        for (String room : rooms) {
            RoomRecord record = member.client.record(room);
            assertThat(record.violations()).isEmpty();
            assertThat(record.losses()).isZero();
            Map<Long, Entry> entries = record.entries();
            assertThat(entries.values().stream().map(e -> e.userId() + " " + e.messageId()))
                    .doesNotHaveDuplicates();
            all.forEach(sender -> verifySender(sender, room, entries));
        }
    }

    private static void verifySender(Member sender, String room, Map<Long, Entry> seen) {
        Map<String, Long> offsets = new HashMap<>();
        long from = seen.keySet().stream().min(Long::compare).orElse(Long.MAX_VALUE);
        long last = 0;
        for (Sent sent : sender.sent) {
            if (sent.room().equals(room)) {
                long offset = sent.acked().join().offset();
                assertThat(offset).as("a sender's order").isGreaterThan(last);
                last = offset;
                offsets.put(sent.messageId(), offset);
                if (offset >= from) {
                    assertThat(seen.get(offset)).as("acked is kept").isNotNull();
                    assertThat(seen.get(offset).messageId()).isEqualTo(sent.messageId());
                }
            }
        }
        for (Sent retry : sender.retries) {
            if (retry.room().equals(room)) {
                Ack ack = retry.acked().join();
                assertThat(ack.duplicate()).as("a retry is free").isTrue();
                assertThat(ack.offset()).isEqualTo(offsets.get(retry.messageId()));
            }
        }
    }
}
