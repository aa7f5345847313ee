package dev.roomcast.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** A back end that is told of events: a real HTTP server, which takes requests or does not, as it is told to. */
public final class WebhookReceiver implements AutoCloseable {

    /** What it does with a request. */
    @FunctionalInterface
    public interface Behaviour {

        /** Answers; or does not. */
        void answer(HttpServerRequest request, int attempt);
    }

    /** Takes it. */
    public static final Behaviour TAKE =
            (request, attempt) -> request.response().setStatusCode(204).end();

    /** Answers nothing. */
    public static final Behaviour HANG = (request, attempt) -> {};

    /** Closes the connection. */
    public static final Behaviour CLOSE =
            (request, attempt) -> request.connection().close();

    private static final long SECONDS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
    private final List<Request> takenRequests = new CopyOnWriteArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final HttpServerOptions options;
    private volatile Behaviour behaviour = TAKE;
    private HttpServer http;

    /** A request as it came. */
    public record Request(Map<String, String> headers, String body) {

        /** Its events. */
        public List<JsonNode> events() {
            List<JsonNode> events = new ArrayList<>();
            Json.parse(body).at("/events").forEach(events::add);
            return events;
        }

        /** Whether one of its signatures is that of a secret. */
        public boolean isSignedBy(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(
                        Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
                String signed = headers.get("webhook-id") + '.' + headers.get("webhook-timestamp") + '.' + body;
                String expected = "v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
                return List.of(headers.get("webhook-signature").split(" ")).contains(expected);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    private WebhookReceiver(HttpServerOptions options) {
        this.options = options;
        open();
    }

    /** One that takes all requests. */
    public static WebhookReceiver start() {
        return new WebhookReceiver(new HttpServerOptions().setHost("localhost").setPort(FreePort.find()));
    }

    /** One with TLS or the like; the port is set here. */
    public static WebhookReceiver start(HttpServerOptions options) {
        return new WebhookReceiver(options.setHost("localhost").setPort(FreePort.find()));
    }

    /** Opens its port, again. */
    public void open() {
        http = vertx.createHttpServer(options)
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(request -> request.bodyHandler(body -> received(request, body)));
        http.listen()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Closes its port and all connections. */
    public void shut() {
        http.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private void received(HttpServerRequest request, Buffer body) {
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        Request received = new Request(headers, body.toString(StandardCharsets.UTF_8));
        requests.add(received);
        Behaviour now = behaviour;
        if (now == TAKE) {
            taken.addAll(received.events());
            takenRequests.add(received);
        }
        now.answer(request, attempts.incrementAndGet());
    }

    /** What it does from now on. */
    public void behave(Behaviour newBehaviour) {
        behaviour = newBehaviour;
    }

    /** Answers with a status. */
    public static Behaviour status(int status) {
        return (request, attempt) -> request.response().setStatusCode(status).end();
    }

    /** Its address. */
    public String url() {
        return (options.isSsl() ? "https" : "http") + "://localhost:" + options.getPort() + "/hook";
    }

    /** Its port. */
    public int port() {
        return options.getPort();
    }

    /** All requests, taken or not. */
    public List<Request> requests() {
        return requests;
    }

    /** Those that it took. */
    public List<Request> takenRequests() {
        return takenRequests;
    }

    /** How many connected. */
    public int connections() {
        return connections.get();
    }

    /** The events that it took, in the order in which it took them. */
    public List<JsonNode> taken() {
        return taken;
    }

    /** The events of a room that it took. */
    public List<JsonNode> taken(String room, String type) {
        return taken.stream()
                .filter(event -> event.at("/roomId").asText().equals(room))
                .filter(event -> event.at("/type").asText().equals(type))
                .toList();
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
