package dev.roomcast.abuse.fuzz;

import static dev.roomcast.abuse.fuzz.JsonGrammar.quoted;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import dev.roomcast.testing.Tokens;

/** Requests over WebSocket: every type with its fields, each sound or not. */
final class RequestGrammar {

    /** The user ids that requests name. */
    static final int USERS = 4;

    private static final int BOMB = 600_000;

    private final Dice dice;
    private final JsonGrammar json;

    RequestGrammar(Dice dice) {
        this.dice = dice;
        this.json = new JsonGrammar(dice);
    }

    /** The text of one frame. */
    String request(String id) {
        String text = message(id);
        return dice.percent(12) ? json.mutated(text) : text;
    }

    private String message(String id) {
        List<String> fields = new ArrayList<>();
        String type = type();
        fields.add("\"type\":" + (dice.percent(97) ? quoted(type) : json.hostile()));
        switch (type) {
            case "auth" -> field(fields, dice.percent(80) ? "token" : "guestKey", token());
            case "chat" -> field(fields, "message", value());
            case "create-room", "leave-room", "get-room-info" -> room(fields);
            case "join-room" -> {
                room(fields);
                optional(fields, 70, "history", count());
                optional(fields, 25, "since", since());
            }
            case "room-message", "chat-message" -> {
                room(fields);
                field(fields, "content", value());
                optional(fields, 40, "messageId", identifier("m-" + dice.below(20)));
            }
            case "room-signal" -> {
                room(fields);
                field(fields, "content", value());
            }
            case "delete-message" -> {
                room(fields);
                field(fields, "offset", count());
                optional(fields, 30, "messageId", identifier("d-" + dice.below(20)));
            }
            case "kick" -> {
                room(fields);
                field(fields, "userId", identifier("target-" + dice.below(USERS)));
            }
            case "get-rooms", "get-online-users" -> page(fields);
            case "get-room-members" -> {
                room(fields);
                page(fields);
            }
            case "get-history" -> {
                room(fields);
                optional(fields, 70, "limit", count());
                optional(fields, 40, "before", count());
            }
            case "admin-broadcast" -> field(fields, "content", value());
            case "compressed" -> field(fields, "data", compressed(id));
            default -> optional(fields, 50, "content", value());
        }
        optional(
                fields,
                15,
                "user",
                dice.percent(50) ? identifier("name") : "{\"id\":\"x\",\"username\":" + identifier("name") + "}");
        optional(fields, 10, json.string(), json.hostile());
        optional(fields, 6, "type", json.hostile());
        optional(fields, 90, "id", dice.percent(95) ? quoted(id) : json.hostile());
        if (dice.percent(20)) {
            Collections.rotate(fields, 1 + dice.below(fields.size()));
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String type() {
        return dice.percent(4)
                ? dice.of("welcome", "ack", "message-history", "error", "", "PING", "Ping", "ping ", "nope", "pong")
                : dice.of(
                        "ping",
                        "auth",
                        "chat",
                        "create-room",
                        "join-room",
                        "join-room",
                        "leave-room",
                        "room-message",
                        "room-message",
                        "chat-message",
                        "room-signal",
                        "delete-message",
                        "kick",
                        "get-rooms",
                        "get-room-info",
                        "get-room-members",
                        "get-history",
                        "get-history",
                        "get-online-users",
                        "admin-broadcast",
                        "compressed",
                        "compressed");
    }

    private void field(List<String> into, String name, String value) {
        if (dice.percent(96)) {
            into.add(quoted(name) + ":" + value);
        }
        if (dice.percent(3)) {
            into.add(quoted(name) + ":" + json.hostile());
        }
    }

    private void optional(List<String> into, int percent, String name, String value) {
        if (dice.percent(percent)) {
            into.add(quoted(name) + ":" + value);
        }
    }

    private void room(List<String> into) {
        field(into, dice.percent(90) ? "roomId" : "room", roomId());
    }

    private void page(List<String> into) {
        optional(into, 60, "limit", count());
        optional(
                into,
                30,
                "cursor",
                dice.percent(60)
                        ? quoted(Base64.getUrlEncoder().withoutPadding().encodeToString(dice.bytes(dice.below(40))))
                        : dice.percent(50) ? quoted(json.string()) : json.hostile());
    }

    private String value() {
        return dice.percent(65) ? json.sound(0) : json.hostile();
    }

    private String count() {
        return dice.percent(60) ? "" + dice.below(120) : dice.percent(70) ? json.number() : json.hostile();
    }

    /** A few that are sound, so that rooms are shared, have a past and do not grow in number. */
    String roomId() {
        return dice.percent(85)
                ? quoted(dice.of(
                        "fuzz", "fuzz-2", "room.3", "a:b@c", "комната", "部屋", "غرفة", "\u00e9t\u00e9", ".", "..", "0"))
                : dice.percent(60) ? quoted(json.string()) : json.hostile();
    }

    private String identifier(String sound) {
        return dice.percent(75) ? quoted(sound) : dice.percent(60) ? quoted(json.string()) : json.hostile();
    }

    private String since() {
        return dice.percent(70) ? "{\"epoch\":" + identifier("e") + ",\"offset\":" + count() + "}" : json.hostile();
    }

    String token() {
        return switch (dice.below(8)) {
            case 0 -> quoted(Tokens.user("target-" + dice.below(USERS)));
            case 1 ->
                quoted(Tokens.of("target-0").expiresIn(Duration.ofSeconds(-5)).sign());
            case 2 -> quoted(Tokens.of("target-0").unsigned());
            case 3 -> quoted(Tokens.of("target-0").signedWith("x".repeat(40)).sign());
            case 4 ->
                quoted(encoded("{\"alg\":" + json.hostile() + ",\"kid\":" + json.hostile() + "}")
                        + "." + encoded("{\"sub\":" + json.hostile() + ",\"exp\":" + json.number() + "}")
                        + "." + encoded("sign"));
            case 5 -> quoted(json.string());
            case 6 -> quoted(dice.of(".", "..", "...", "a.b", "a.b.c", "a.b.c.d.e", ".a.", "e30.e30.", "=.=.="));
            default -> json.hostile();
        };
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String compressed(String id) {
        byte[] inside = (dice.percent(85) ? message(id) : json.hostile()).getBytes(StandardCharsets.UTF_8);
        byte[] packed = switch (dice.below(8)) {
            case 0 -> gzip(gzip(inside));
            case 1 -> gzip(new byte[dice.below(BOMB)]);
            case 2 -> inside;
            case 3 -> dice.bytes(dice.below(300));
            default -> gzip(inside);
        };
        if (packed.length > 0) {
            switch (dice.below(10)) {
                case 0 -> packed = Arrays.copyOf(packed, dice.below(packed.length));
                case 1 -> packed[dice.below(packed.length)] ^= (byte) (1 << dice.below(8));
                case 2 -> packed[Math.min(3, packed.length - 1)] = (byte) dice.below(256); // gzip's flags
                case 3 -> packed = Arrays.copyOf(packed, packed.length + 1 + dice.below(50));
                default -> {
                    // as it is
                }
            }
        }
        String base64 = Base64.getEncoder().encodeToString(packed);
        return dice.percent(90) ? quoted(base64) : dice.percent(50) ? quoted(json.mutated(base64)) : json.hostile();
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
