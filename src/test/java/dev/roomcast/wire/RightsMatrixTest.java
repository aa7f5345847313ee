package dev.roomcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.roomcast.protocol.Right;
import dev.roomcast.testing.Frame;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerTest;
import dev.roomcast.testing.Tokens;

/** Every set of rights and every role, against every request that wants a right, on every way in. */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class RightsMatrixTest extends ServerTest {

    private static final Set<Right> USUAL = EnumSet.complementOf(EnumSet.of(Right.MODERATE));

    /** Who asks: what they may do in the room, and whether they have to be a member for it. */
    private record Caller(
            Set<Right> rights, boolean needsMembership, Function<RightsMatrixTest, RoomcastClient> connect) {}

    /** A request about the room, and what it wants. */
    private enum Request {
        JOIN(Right.JOIN, false, "join-room", "history", 0),
        JOIN_WITH_HISTORY(Right.HISTORY, false, "join-room", "history", 1),
        RESUME(Right.HISTORY, false, "join-room", "since", Map.of("epoch", "none", "offset", 0)),
        CREATE(Right.JOIN, false, "create-room"),
        ROOM_INFO(Right.JOIN, false, "get-room-info"),
        ROOM_MESSAGE(Right.WRITE, true, "room-message", "content", 1),
        CHAT_MESSAGE(Right.WRITE, true, "chat-message", "content", 1),
        ROOM_SIGNAL(Right.WRITE, true, "room-signal", "content", 1),
        HISTORY(Right.HISTORY, true, "get-history"),
        MEMBERS(Right.PRESENCE, true, "get-room-members"),
        KICK(Right.MODERATE, false, "kick", "userId", "no-one"),
        /** The first message of the room, which somebody else wrote. */
        DELETE_OF_ANOTHER(Right.MODERATE, true, "delete-message", "offset", 1);

        private final Right right;
        private final boolean ofMembers;
        private final String type;
        private final Object[] fields;

        Request(Right right, boolean ofMembers, String type, Object... fields) {
            this.right = right;
            this.ofMembers = ofMembers;
            this.type = type;
            this.fields = fields;
        }

        private Object[] about(String room) {
            List<Object> all = new ArrayList<>(List.of("roomId", room));
            all.addAll(Arrays.asList(fields));
            return all.toArray();
        }

        /** {@code ok}, or the code of the error with the right it names. */
        private String expected(Caller caller) {
            boolean joins = type.equals("join-room");
            if (joins && !caller.rights.contains(Right.JOIN)) {
                return "forbidden join";
            }
            if (this == DELETE_OF_ANOTHER && !caller.rights.contains(Right.MODERATE)) {
                return deletionWithoutModerating(caller);
            }
            if (!caller.rights.contains(right)) {
                return "forbidden " + right.wireName();
            }
            if (ofMembers && caller.needsMembership && !caller.rights.contains(Right.JOIN)) {
                return "not-in-room";
            }
            return "ok";
        }

        /** Who may write may delete what is their own, and whose it is only the store knows. */
        private static String deletionWithoutModerating(Caller caller) {
            if (!caller.rights.contains(Right.WRITE)) {
                return "forbidden write";
            }
            return caller.needsMembership && !caller.rights.contains(Right.JOIN) ? "not-in-room" : "forbidden moderate";
        }
    }

    /** Requests over HTTP, by who may make them. */
    private enum Call {
        READ(200, "GET", "/api/rooms/%s/messages", "service", "admin"),
        PUBLISH(201, "POST", "/api/rooms/%s/messages", "service", "admin"),
        PUBLISH_MANY(200, "POST", "/api/messages", "service", "admin"),
        ROOMS(200, "GET", "/api/rooms", "service", "admin"),
        ROOM(200, "GET", "/api/rooms/%s", "service", "admin"),
        MEMBERS(200, "GET", "/api/rooms/%s/members", "service", "admin"),
        USERS(200, "GET", "/api/users", "service", "admin"),
        LOOK_UP(200, "POST", "/api/users/online", "service", "admin"),
        STATS(200, "GET", "/api/stats", "service", "admin"),
        ME(200, "GET", "/api/me", "user", "service", "admin"),
        KICK(202, "DELETE", "/api/rooms/%s/members/no-one", "admin"),
        DELETE(404, "DELETE", "/api/rooms/%s/messages/999999", "admin"),
        DISCONNECT(202, "DELETE", "/api/users/no-one/connections", "admin"),
        BROADCAST(202, "POST", "/api/broadcast", "admin"),
        REVOKE(201, "POST", "/api/revocations", "admin"),
        REVOCATIONS(200, "GET", "/api/revocations", "admin"),
        UNREVOKE(404, "DELETE", "/api/revocations/none", "admin"),
        EXPLAIN(200, "GET", "/api/explain?userId=no-one&roomId=%s&right=join", "admin"),
        SHED(202, "POST", "/api/shed", "admin");

        private final int status;
        private final String method;
        private final String path;
        private final List<String> roles;

        Call(int status, String method, String path, String... roles) {
            this.status = status;
            this.method = method;
            this.path = path;
            this.roles = List.of(roles);
        }

        private Object body() {
            return switch (this) {
                case PUBLISH_MANY -> Map.of("messages", List.of(Map.of("roomId", "matrix", "content", 1)));
                case LOOK_UP -> Map.of("userIds", List.of("no-one"));
                case REVOKE -> Map.of("jti", "nobody's");
                case SHED -> Map.of("share", 0.001);
                default -> Map.of("content", 1);
            };
        }
    }

    private final String room = unique("matrix");

    private static String names(Set<Right> rights) {
        return rights.stream().map(Right::name).collect(Collectors.joining(","));
    }

    static Stream<Map.Entry<String, Caller>> callers() {
        Stream.Builder<Map.Entry<String, Caller>> all = Stream.builder();
        Right[] rights = Right.values();
        for (int bits = 0; bits < 1 << rights.length; bits++) {
            Set<Right> some = EnumSet.noneOf(Right.class);
            for (Right right : rights) {
                if ((bits >> right.ordinal() & 1) == 1) {
                    some.add(right);
                }
            }
            all.add(Map.entry("a user with {" + names(some) + "}", new Caller(some, true, test -> test.with(some))));
        }
        all.add(Map.entry(
                "a user without a claim", new Caller(USUAL, true, test -> test.server.connect(unique("user")))));
        all.add(Map.entry("a guest", new Caller(USUAL, true, test -> test.server.guest())));
        all.add(Map.entry(
                "a service",
                new Caller(
                        USUAL,
                        false,
                        test -> test.server
                                .chat()
                                .token(Tokens.service(unique("service")))
                                .connect())));
        all.add(Map.entry(
                "an admin", new Caller(EnumSet.allOf(Right.class), false, test -> test.server.admin(unique("admin")))));
        all.add(Map.entry(
                "a user who signs in by message",
                new Caller(USUAL, true, test -> signedIn(test.server.chat().connect(), Tokens.user(unique("user"))))));
        all.add(Map.entry(
                "a guest who signs in",
                new Caller(USUAL, true, test -> signedIn(test.server.guest(), Tokens.user(unique("user"))))));
        all.add(Map.entry(
                "a user where guests are let in",
                new Caller(
                        USUAL,
                        true,
                        test -> test.server
                                .open()
                                .token(Tokens.user(unique("user")))
                                .connect())));
        all.add(Map.entry(
                "an admin who signs in by message",
                new Caller(
                        EnumSet.allOf(Right.class),
                        false,
                        test -> signedIn(test.server.chat().connect(), Tokens.admin(unique("admin"))))));
        return all.build();
    }

    private static RoomcastClient signedIn(RoomcastClient client, String token) {
        client.auth(token);
        return client;
    }

    static Stream<Map.Entry<String, Caller>> writers() {
        return callers().filter(named -> named.getValue().rights.containsAll(EnumSet.of(Right.JOIN, Right.WRITE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writers")
    void whoMayWriteDeletesWhatIsTheirOwn(Map.Entry<String, Caller> named) {
        RoomcastClient client = named.getValue().connect.apply(this);
        client.request("join-room", "roomId", room, "history", 0);
        long own = client.say(room, "mine").offset();
        assertThat(client.ask("delete-message", "roomId", room, "offset", own).type())
                .isEqualTo("ack");
        assertThat(client.expect("message-deleted").number("target")).isEqualTo(own);
    }

    private RoomcastClient with(Set<Right> rights) {
        Tokens token = Tokens.of(unique("holder")).noRooms();
        for (Right right : rights) {
            token.room(room, right.wireName());
        }
        return server.chat().token(token.sign()).connect();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("callers")
    void onTheSocketEachRequestNeedsItsRightAndNoOther(Map.Entry<String, Caller> named) {
        Caller caller = named.getValue();
        server.member(unique("owner"), room).say(room, "past");
        RoomcastClient client = caller.connect.apply(this);
        SoftAssertions outcomes = new SoftAssertions();
        checkRequests(client, caller, outcomes);
        Set<String> listed = Set.copyOf(
                client.request("get-rooms", "limit", 1000).json().path("rooms").findValuesAsText("id"));
        outcomes.assertThat(listed.contains(room))
                .as("the room is listed")
                .isEqualTo(caller.rights.contains(Right.JOIN));
        outcomes.assertAll();
    }

    private void checkRequests(RoomcastClient client, Caller caller, SoftAssertions outcomes) {
        for (Request request : Request.values()) {
            outcomes.assertThat(outcome(client, request)).as(request.name()).isEqualTo(request.expected(caller));
        }
    }

    private String outcome(RoomcastClient client, Request request) {
        Frame answer = client.ask(request.type, request.about(room));
        if (!answer.type().equals("error")) {
            return "ok";
        }
        return answer.has("right") ? answer.text("code") + " " + answer.text("right") : answer.text("code");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("callers")
    void whatComesUnaskedOnJoiningNeedsItsRightToo(Map.Entry<String, Caller> named) {
        Caller caller = named.getValue();
        server.member(unique("owner"), room).say(room, "past");
        RoomcastClient client = caller.connect.apply(this);
        if (!caller.rights.contains(Right.JOIN)) {
            assertThat(client.refused("join-room", "roomId", room).text("code")).isEqualTo("forbidden");
            return;
        }
        client.request("join-room", "roomId", room);
        server.member(unique("newcomer"), room).say(room, "live");
        // Whatever was to come before it has come by now.
        client.await(
                "what is live",
                frame -> frame.is("room-message", room) && frame.text("content").equals("live"));
        assertThat(client.has("message-history")).isEqualTo(caller.rights.contains(Right.HISTORY));
        assertThat(client.has("user-joined")).isEqualTo(caller.rights.contains(Right.PRESENCE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("callers")
    void onlyAnAdminSpeaksToEveryone(Map.Entry<String, Caller> named) {
        boolean isAdmin = named.getKey().startsWith("an admin");
        Frame answer = named.getValue().connect.apply(this).ask("admin-broadcast", "content", 1);
        assertThat(answer.type()).isEqualTo(isAdmin ? "ack" : "error");
        assertThat(isAdmin || answer.text("code").equals("forbidden")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Right.class)
    void aFreshTokenIsWhatCounts(Right right) {
        String holder = unique("holder");
        String all = Stream.of(Right.values()).map(Right::wireName).collect(Collectors.joining(","));
        server.member(unique("owner"), room).say(room, "past");
        RoomcastClient client = server.chat()
                .token(Tokens.of(holder).noRooms().room(room, all.split(",")).sign())
                .connect();
        client.request("join-room", "roomId", room, "history", 0);
        Tokens less = Tokens.of(holder).noRooms();
        Stream.of(Right.values()).filter(other -> other != right).forEach(other -> less.room(room, other.wireName()));
        client.auth(less.sign());
        Caller caller = new Caller(EnumSet.complementOf(EnumSet.of(right)), true, test -> client);
        SoftAssertions outcomes = new SoftAssertions();
        checkRequests(client, caller, outcomes);
        outcomes.assertAll();
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void overHttpEachRequestNeedsItsRole(Call call) {
        Map<String, String> tokens = Map.of(
                "user", Tokens.user(unique("user")),
                "service", Tokens.service(unique("service")),
                "admin", Tokens.admin(unique("admin")));
        String path = call.path.formatted(room);
        tokens.forEach((role, token) -> assertThat(status(token, call, path))
                .as(role)
                .isEqualTo(call.roles.contains(role) ? call.status : 403));
        assertThat(status(null, call, path)).as("without a token").isEqualTo(401);
    }

    private int status(String token, Call call, String path) {
        var api = token == null ? server.api() : server.api(token);
        return (switch (call.method) {
                    case "GET" -> api.get(path);
                    case "DELETE" -> api.delete(path);
                    default -> api.post(path, call.body());
                })
                .status();
    }
}
