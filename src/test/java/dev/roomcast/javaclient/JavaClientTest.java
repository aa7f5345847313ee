package dev.roomcast.javaclient;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.roomcast.client.Ack;
import dev.roomcast.client.ClientBuilder;
import dev.roomcast.client.ClientListener;
import dev.roomcast.client.ErrorCode;
import dev.roomcast.client.JoinOptions;
import dev.roomcast.client.Message;
import dev.roomcast.client.Position;
import dev.roomcast.client.PublishOptions;
import dev.roomcast.client.Room;
import dev.roomcast.client.RoomcastClient;
import dev.roomcast.client.RoomcastException;
import dev.roomcast.client.State;
import dev.roomcast.client.TokenNeed;
import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Each thing that the Java client can do, done with the real server. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class JavaClientTest extends ServerTest {

    /** Of messages of 20 kB: the buffers of both ends have some 10 MB at most. */
    private static final int MORE_THAN_SOCKETS_HOLD = 1_000;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void whatOneWritesTheOtherReads() {
        String roomId = unique("talk");
        Reader heard = new Reader();
        Room bob = join(client("bob"), roomId, heard, JoinOptions.DEFAULT.withHistory(0));
        Room ada = join(client("ada"), roomId, new Reader(), JoinOptions.DEFAULT.withHistory(0));

        Ack ack = get(ada.publish(Map.of("order", 4711)));
        assertThat(get(bob.signal("typing"))).isTrue();
        Ack deletion = get(ada.delete(ack.position().offset()));

        heard.awaitOffset(deletion.position().offset());
        Message message = (Message) heard.entries().get(0);
        assertThat(message.content().path("order").asInt()).isEqualTo(4711);
        assertThat(message.messageId()).isEqualTo(ack.messageId());
        assertThat(message.position()).isEqualTo(ack.position());
        heard.await("a signal", () -> heard.signal() != null);
        assertThat(heard.signal().content().asText()).isEqualTo("typing");
        assertThat(get(bob.history(10)).entries()).hasSize(2);
        assertThat(get(bob.history(10, 2)).entries()).hasSize(1).allMatch(entry -> ((Message) entry).deleted());
        assertThat(heard.violations()).isEmpty();
    }

    @Test
    void membersAreKeptUpToDate() {
        String roomId = unique("people");
        Reader heard = new Reader();
        Room room = join(client("ada"), roomId, heard, JoinOptions.DEFAULT.withMembers());
        Room other = join(client("bob"), roomId, new Reader(), JoinOptions.DEFAULT);

        heard.await("two members", () -> heard.members().size() == 2);
        get(other.leave());
        heard.await("one member", () -> heard.members().size() == 1);
        assertThat(room.members()).singleElement().matches(member -> member.connections() == 1);
    }

    @Test
    void aRoomIsResumedAfterTheConnectionWasCut() throws Exception {
        String roomId = unique("cut");
        LossyProxy proxy = keep(LossyProxy.to(server.http().getPort()));
        Reader heard = new Reader();
        join(keep(builder(proxy.port(), unique("ada")).connect()), roomId, heard, JoinOptions.DEFAULT);
        Room writer = join(client("bob"), roomId, new Reader(), JoinOptions.DEFAULT);
        get(writer.publish("before"));
        heard.awaitOffset(1);

        proxy.shut();
        get(writer.publish("while it was away"));
        proxy.goOn();
        heard.awaitOffset(2);
        get(writer.publish("after"));

        heard.awaitOffset(3);
        assertThat(heard.violations()).isEmpty();
        assertThat(heard.resumptions()).isEqualTo(1);
        assertThat(heard.losses()).isZero();
        assertThat(heard.entries()).extracting(entry -> entry.replayed()).containsExactly(false, true, false);
    }

    @Test
    void aLostPastIsToldHonestly() {
        String roomId = unique("lost");
        Room writer = join(client("bob"), roomId, new Reader(), JoinOptions.DEFAULT);
        get(writer.publish("one"));
        Reader heard = new Reader();

        join(client("ada"), roomId, heard, JoinOptions.DEFAULT.withSince(new Position("of-another-life", 7)));

        heard.awaitOffset(1);
        assertThat(heard.losses()).isEqualTo(1);
    }

    @Test
    void aRetryAfterARestartIsStoredOnce() {
        Room room = client("ada").room(unique("restart"));
        get(room.join());
        PublishOptions sameId = PublishOptions.DEFAULT.withMessageId("order-1");
        Ack first = get(room.publish("one", sameId));
        Ack again = get(room.publish("one", sameId));
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(get(room.history()).entries()).hasSize(1);
    }

    @Test
    void aRefusedTokenClosesTheClientAndSaysWhy() {
        RoomcastClient client = keep(builder(server.http().getPort(), "")
                .token(Tokens.of("ada").expiresIn(Duration.ofHours(-1)).sign())
                .connect());

        assertThat(failure(client.ready())).isEqualTo(ErrorCode.CLOSED);
        assertThat(client.state())
                .isInstanceOfSatisfying(
                        State.Closed.class, closed -> assertThat(closed.code()).isEqualTo(401));
        assertThat(failure(client.room("r").publish("one"))).isEqualTo(ErrorCode.CLOSED);
        assertThat(failure(client.room("r").join())).isEqualTo(ErrorCode.CLOSED);
    }

    @Test
    void anotherTokenIsAskedForWhereOneWasRefused() {
        List<TokenNeed> needs = new ArrayList<>();
        RoomcastClient client = keep(builder(server.http().getPort(), "")
                .token(need -> {
                    needs.add(need);
                    return Tokens.of("ada")
                            .expiresIn(Duration.ofHours(need == TokenNeed.REFUSED ? 1 : -1))
                            .sign();
                })
                .connect());

        assertThat(get(client.ready()).id()).isEqualTo("ada");
        assertThat(needs).containsExactly(TokenNeed.CONNECTING, TokenNeed.REFUSED);
    }

    @Test
    void aTokenIsReplacedBeforeItEndsOnTheSameConnection() {
        CountDownLatch opens = new CountDownLatch(2);
        CountDownLatch renewed = new CountDownLatch(1);
        String user = unique("ada");
        RoomcastClient client = keep(builder(server.http().getPort(), "")
                .token(need -> {
                    if (need == TokenNeed.EXPIRING) {
                        renewed.countDown();
                    }
                    Duration life = Duration.ofSeconds(need == TokenNeed.CONNECTING ? 6 : 3_600);
                    return Tokens.of(user).expiresIn(life).sign();
                })
                .build());
        List<String> states = new CopyOnWriteArrayList<>();
        client.addListener(new ClientListener() {
            @Override
            public void state(State state) {
                states.add(state.name());
                if (state instanceof State.Open) {
                    opens.countDown();
                }
            }
        });
        client.connect();

        await(renewed);
        await(opens);
        assertThat(states).containsExactly("connecting", "open", "open");
    }

    @Test
    void otherRequestsAreAnsweredAsTheServerSaysIt() {
        String roomId = unique("listed");
        RoomcastClient client = client("ada");
        get(client.room(roomId).join());
        assertThat(get(client.request("get-room-info", Map.of("roomId", roomId)))
                        .path("memberCount")
                        .asInt())
                .isEqualTo(1);
        RoomcastException refused = (RoomcastException) catchThrowable(
                        () -> client.request("kick", Map.of("roomId", roomId, "userId", "bob"))
                                .get(20, SECONDS))
                .getCause();
        assertThat(refused.code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refused.right()).hasValue("moderate");
    }

    @Test
    void oneWhoIsKickedIsTold() {
        String roomId = unique("kicked");
        String user = unique("ada");
        Reader heard = new Reader();
        join(keep(builder(server.http().getPort(), user).connect()), roomId, heard, JoinOptions.DEFAULT);
        RoomcastClient moderator = keep(builder(server.http().getPort(), "")
                .token(Tokens.admin(unique("moderator")))
                .connect());

        get(moderator.request("kick", Map.of("roomId", roomId, "userId", user)));

        heard.await("being put out", () -> "kicked".equals(heard.removed()));
    }

    /** More than the server keeps for a slow connection: it is cut off there, and goes on where it stopped. */
    @Test
    void aListenerThatBlocksLosesNothing() {
        String roomId = unique("slow");
        CountDownLatch go = new CountDownLatch(1);
        Reader heard = new Reader();
        RoomcastClient slow = keep(builder(server.http().getPort(), unique("ada"))
                .maxQueuedEvents(10)
                .connect());
        Room room = slow.room(roomId);
        room.onMessage(message -> await(go));
        room.addListener(heard);
        get(room.join());
        Room writer = join(
                keep(builder(server.http().getPort(), unique("bob"))
                        .outbox(2_000, 64 * 1024 * 1024)
                        .sendRate(0, 1)
                        .connect()),
                roomId,
                new Reader(),
                JoinOptions.DEFAULT);

        byte[] incompressible = new byte[15_000];
        Random random = new Random(1);
        List<CompletableFuture<Ack>> acks = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_SOCKETS_HOLD; i++) {
            random.nextBytes(incompressible);
            acks.add(writer.publish(incompressible));
        }
        acks.forEach(JavaClientTest::get);
        go.countDown();

        heard.awaitOffset(MORE_THAN_SOCKETS_HOLD);
        assertThat(heard.violations()).isEmpty();
        assertThat(heard.losses()).isZero();
        assertThat(heard.entries()).hasSize(MORE_THAN_SOCKETS_HOLD);
        assertThat(heard.resumptions()).isPositive();
    }

    /** A listener may wait for what the client itself has to do. */
    @Test
    void aListenerMayBlockOnTheClient() {
        String roomId = unique("echo");
        RoomcastClient client = client("ada");
        Room room = client.room(roomId);
        CompletableFuture<Ack> echoed = new CompletableFuture<>();
        room.onMessage(message -> {
            if (message.offset() == 1) {
                echoed.complete(room.publish("echo").join());
            }
        });
        get(room.join());
        get(room.publish("one"));
        assertThat(get(echoed).position().offset()).isEqualTo(2);
    }

    @Test
    void closedItLeavesNoThreadAndNoPromise() throws InterruptedException {
        RoomcastClient client = client("ada");
        String roomId = unique("closed");
        get(client.room(roomId).join());
        long before = threads();
        assertThat(before).isPositive();
        List<CompletableFuture<Ack>> unsent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            unsent.add(client.room(roomId).publish("never mind"));
        }
        client.close();
        CompletableFuture.allOf(unsent.toArray(CompletableFuture[]::new))
                .handle((all, error) -> null)
                .orTimeout(20, SECONDS)
                .join();
        assertThat(failure(client.room(roomId).publish("later"))).isEqualTo(ErrorCode.CLOSED);
        assertThat(failure(client.ready())).isEqualTo(ErrorCode.CLOSED);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("roomcast-client-")
                    || thread.getName().startsWith("roomcast-callback")) {
                thread.join(20_000);
            }
        }
        assertThat(threads()).isZero();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("roomcast-client-") || name.startsWith("roomcast-callback"))
                .count();
    }

    private RoomcastClient client(String name) {
        return keep(builder(server.http().getPort(), unique(name)).connect());
    }

    private static ClientBuilder builder(int port, String user) {
        return RoomcastClient.builder(URI.create("ws://localhost:" + port + "/chat"))
                .token(Tokens.user(user))
                .backoff(Duration.ofMillis(20), Duration.ofMillis(200));
    }

    private static Room join(RoomcastClient client, String roomId, Reader reader, JoinOptions options) {
        Room room = client.room(roomId);
        room.addListener(reader);
        get(room.join(options));
        return room;
    }

    private <T extends AutoCloseable> T keep(T one) {
        opened.add(one);
        return one;
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(20, SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static ErrorCode failure(CompletableFuture<?> future) {
        Throwable thrown = catchThrowable(() -> future.get(20, SECONDS));
        return ((RoomcastException) thrown.getCause()).code();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
