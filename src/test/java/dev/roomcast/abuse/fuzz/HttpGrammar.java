package dev.roomcast.abuse.fuzz;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import dev.roomcast.testing.Tokens;

/** HTTP requests to the public port: the API's, sound and not, and what is no HTTP at all. */
final class HttpGrammar {

    private final Dice dice;
    private final JsonGrammar json;
    private final RequestGrammar requests;

    HttpGrammar(Dice dice) {
        this.dice = dice;
        this.json = new JsonGrammar(dice);
        this.requests = new RequestGrammar(dice);
    }

    /** The bytes of one request. */
    byte[] request() {
        String path = dice.percent(85) ? path() : json.mutated(path());
        String method = dice.percent(80)
                ? dice.of("GET", "GET", "POST", "POST", "DELETE")
                : dice.of("PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "FOO", "get", "");
        String body = method.equals("GET") || method.equals("HEAD") ? "" : body(path);
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(path.replaceAll("[\r\n ]", ""))
                .append(dice.percent(97) ? " HTTP/1.1" : dice.of(" HTTP/1.0", " HTTP/2.0", " HTTP/9.9", "", " X"))
                .append("\r\n");
        if (dice.percent(98)) {
            head.append("Host: 127.0.0.1\r\n");
        }
        head.append("Connection: close\r\n").append(authorization());
        if (dice.percent(20)) {
            head.append(header());
        }
        if (!body.isEmpty() || method.equals("POST")) {
            head.append("Content-Type: ").append(contentType()).append("\r\n");
        }
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        if (dice.percent(10) && !body.isEmpty()) {
            head.append("Transfer-Encoding: chunked\r\n\r\n")
                    .append(Integer.toHexString(length))
                    .append("\r\n")
                    .append(body)
                    .append("\r\n0\r\n\r\n");
        } else {
            head.append("Content-Length: ")
                    .append(dice.percent(97) ? "" + length : json.number())
                    .append("\r\n\r\n");
            head.append(body);
        }
        byte[] bytes = head.toString().getBytes(StandardCharsets.UTF_8);
        if (dice.percent(4)) {
            bytes[dice.below(bytes.length)] = (byte) dice.below(256);
        }
        return bytes;
    }

    private String path() {
        String room = segment();
        String query = dice.percent(35) ? query() : "";
        return switch (dice.below(20)) {
            case 0 -> "/api/auth";
            case 1 -> "/api/me";
            case 2, 3, 4 -> "/api/rooms/" + room + "/messages" + query;
            case 5 -> "/api/rooms/" + room + "/messages/" + dice.of("1", "0", "-1", "x", "1.0", "9".repeat(30), room);
            case 6 -> "/api/rooms" + query;
            case 7 -> "/api/rooms/" + room;
            case 8 -> "/api/rooms/" + room + "/members" + query;
            case 9 -> "/api/rooms/" + room + "/members/" + segment();
            case 10 -> "/api/users" + query;
            case 11 -> "/api/users/" + dice.of("target-0", "target-1", segment()) + "/connections";
            case 12 -> "/api/broadcast";
            case 13, 14 -> "/api/messages";
            case 15 -> "/api/revocations" + dice.of("", "", "/" + segment());
            case 16 ->
                "/api/explain?userId=" + segment() + "&roomId=" + room + "&right=" + dice.of("join", "x", segment());
            case 17 -> "/api/stats";
            case 18 ->
                dice.of("/chat", "/ws", "/", "/index.html", "/api", "/api/", "/q/openapi", "/metrics", "/health");
            default ->
                dice.of(
                        "//api//rooms",
                        "/api/../api/me",
                        "/api/rooms;x=1",
                        "/api;/stats",
                        "/%61pi/me",
                        "/api/rooms/%2e%2e/messages",
                        "/api/rooms/a%2fb",
                        "/api/%00",
                        "/static/../../x",
                        "http://x/api/me",
                        "*",
                        "/q/dev",
                        "/q/arc/beans");
        };
    }

    private String segment() {
        return dice.percent(60)
                ? dice.of("fuzz", "fuzz-2", "room.3", "a:b@c", "%E9%83%A8%E5%B1%8B", "..", ".", "%2e", "fuzz;v=1")
                : dice.percent(60) ? URLEncoder.encode(json.string(), StandardCharsets.UTF_8) : json.string();
    }

    private String query() {
        return "?"
                + dice.of("limit", "before", "cursor", "offset", "x")
                + "="
                + (dice.percent(60) ? json.number() : URLEncoder.encode(json.string(), StandardCharsets.UTF_8))
                + dice.of("", "&limit=5", "&&", "&limit", "&=", "&%zz=%zz", "&limit=1&limit=2");
    }

    private String body(String path) {
        if (dice.percent(12)) {
            return json.hostile();
        }
        String text;
        if (path.startsWith("/api/auth")) {
            text = "{\"username\":" + value() + ",\"password\":" + value() + "}";
        } else if (path.startsWith("/api/messages")) {
            text = "{\"messages\":[" + publish(true) + "," + publish(true) + "]}";
        } else if (path.startsWith("/api/revocations")) {
            text = "{\"" + dice.of("jti", "userId", "x") + "\":" + value() + ",\"reason\":" + value() + "}";
        } else {
            text = publish(false);
        }
        return dice.percent(10) ? json.mutated(text) : text;
    }

    private String publish(boolean withRoom) {
        return "{"
                + (withRoom ? "\"roomId\":" + requests.roomId() + "," : "")
                + "\"content\":"
                + (dice.percent(70) ? json.sound(0) : json.hostile())
                + dice.of("", ",\"type\":\"chat-message\"", ",\"type\":" + value())
                + dice.of("", ",\"messageId\":" + value())
                + dice.of(
                        "",
                        "",
                        ",\"user\":{\"id\":" + value() + ",\"username\":" + value() + "}",
                        ",\"user\":" + value())
                + "}";
    }

    private String value() {
        return dice.percent(60) ? "\"v-" + dice.below(10) + '"' : json.hostile();
    }

    private String authorization() {
        return switch (dice.below(8)) {
            case 0 -> "";
            case 1 ->
                "Authorization: " + dice.of("Bearer", "Bearer ", "bearer x", "Basic eA==", "x", "Bearer a.b.c")
                        + "\r\n";
            case 2 -> "Authorization: Bearer " + requests.token().replaceAll("[^!-~]", "") + "\r\n";
            case 3 -> bearer(Tokens.user("fuzz-http"));
            case 4, 5 -> bearer(Tokens.service("fuzz-service"));
            default -> bearer(Tokens.admin("fuzz-admin"));
        };
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    private String contentType() {
        return dice.percent(90)
                ? "application/json"
                : dice.of(
                        "text/plain",
                        "application/xml",
                        "",
                        "x",
                        "application/json; charset=utf-16",
                        "multipart/form-data",
                        "multipart/form-data; boundary=x",
                        "application/x-www-form-urlencoded",
                        "*/*",
                        "application/*+json");
    }

    private String header() {
        return dice.of(
                "Idempotency-Key: " + json.string().replaceAll("[\r\n]", "") + "\r\n",
                "Accept: " + dice.of("text/html", "x", "*/*;q=x", "application/problem+json", ",") + "\r\n",
                "Accept-Language: zh\r\n",
                "Accept-Encoding: gzip, br\r\n",
                "Content-Encoding: gzip\r\n",
                "Expect: 100-continue\r\n",
                "Expect: x\r\n",
                "Range: bytes=0-1\r\n",
                "If-None-Match: *\r\n",
                "X-HTTP-Method-Override: DELETE\r\n",
                "Origin: https://elsewhere.example\r\n",
                "Cookie: " + "a=b;".repeat(dice.below(300)) + "\r\n",
                "Upgrade: h2c\r\n",
                "Transfer-Encoding: x\r\n",
                "Content-Length: 1\r\n",
                "Bad Header\r\n",
                ": empty\r\n",
                " folded\r\n",
                "X-Long: " + "y".repeat(dice.below(25_000)) + "\r\n");
    }
}
