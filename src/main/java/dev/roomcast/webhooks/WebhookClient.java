package dev.roomcast.webhooks;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

/**
 * Sends requests to targets. A name is looked up for each request, the address is checked, and that very address is
 * connected to: a name that leads elsewhere a moment later leads nowhere. Redirects are not followed. What a target answers
 * is not kept, and no more of it is read than it takes to use the connection again. To be called on any thread.
 */
final class WebhookClient implements AutoCloseable {

    /** Connections to one address. */
    private static final int CONNECTIONS = 8;

    private static final int IDLE_SECONDS = 60;

    /** Of an answer; who sends more is cut off. */
    private static final long MAX_ANSWER_BYTES = 64 * 1024;

    private static final int MAX_HEADER_BYTES = 8 * 1024;

    /** Names are looked up, and bodies made and signed, on threads of their own. */
    private static final int THREADS = 4;

    private static final long MAX_RETRY_AFTER_SECONDS = TimeUnit.HOURS.toSeconds(1);

    private final Vertx vertx;
    private final HttpClient http;
    private final WorkerExecutor workers;
    private final long timeoutMillis;

    /**
     * @param timeoutMillis time for a whole request
     */
    WebhookClient(Vertx vertx, long timeoutMillis) {
        this.vertx = vertx;
        this.timeoutMillis = timeoutMillis;
        this.workers = vertx.createSharedWorkerExecutor("roomcast-webhooks", THREADS);
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS)
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setVerifyHost(true)
                .setDecompressionSupported(false));
    }

    /**
     * Tells a target of a batch.
     *
     * @return completes when the target took it; fails with a {@link FailedRequestException}
     */
    CompletionStage<Void> send(WebhookTarget target, Batch batch) {
        Attempt attempt = new Attempt();
        workers.executeBlocking(() -> prepare(target, batch), false)
                .onSuccess(prepared -> attempt.begin(target, prepared))
                .onFailure(attempt::fail);
        return attempt.result;
    }

    /** What is sent, and where. */
    private record Prepared(InetAddress address, Buffer body, String id, long timestamp, String signature) {}

    private static Prepared prepare(WebhookTarget target, Batch batch) {
        InetAddress address = address(target);
        byte[] body = Payload.of(batch);
        long timestamp = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
        String signature = Signature.of(target.secrets(), batch.id(), timestamp, body);
        return new Prepared(address, Buffer.buffer(body), batch.id(), timestamp, signature);
    }

    private static InetAddress address(WebhookTarget target) {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(target.host());
            for (InetAddress address : addresses) {
                if (target.allowPrivate() || PublicAddresses.isPublic(address)) {
                    return address;
                }
            }
        } catch (UnknownHostException unknown) {
            throw new FailedRequestException("the name is not known", 0);
        }
        throw new FailedRequestException("the address is not public, and allow-private is false", 0);
    }

    /** One request. */
    private final class Attempt {

        private final CompletableFuture<Void> result = new CompletableFuture<>();
        private final long deadline = vertx.setTimer(timeoutMillis, id -> expire());
        private volatile HttpClientRequest request;

        private void begin(WebhookTarget target, Prepared prepared) {
            if (result.isDone()) {
                return;
            }
            http.request(new RequestOptions()
                            .setMethod(HttpMethod.POST)
                            .setServer(
                                    SocketAddress.inetSocketAddress(target.port(), prepared.address.getHostAddress()))
                            .setHost(target.host())
                            .setPort(target.port())
                            .setSsl(target.isTls())
                            .setFollowRedirects(false)
                            .setURI(target.path())
                            .putHeader("content-type", "application/json")
                            .putHeader("user-agent", "roomcast")
                            .putHeader("webhook-id", prepared.id)
                            .putHeader("webhook-timestamp", Long.toString(prepared.timestamp))
                            .putHeader("webhook-signature", prepared.signature))
                    .onSuccess(ready -> write(ready, prepared.body))
                    .onFailure(this::fail);
        }

        private void write(HttpClientRequest ready, Buffer body) {
            request = ready;
            if (result.isDone()) {
                ready.reset();
                return;
            }
            ready.send(body).onSuccess(this::read).onFailure(this::fail);
        }

        private void read(HttpClientResponse response) {
            AtomicLong length = new AtomicLong();
            response.handler(part -> {
                if (length.addAndGet(part.length()) > MAX_ANSWER_BYTES) {
                    answered(response);
                    response.request().reset();
                }
            });
            response.exceptionHandler(this::fail);
            response.endHandler(end -> answered(response));
        }

        private void answered(HttpClientResponse response) {
            int status = response.statusCode();
            if (status >= 200 && status < 300) {
                vertx.cancelTimer(deadline);
                result.complete(null);
            } else if (status >= 300 && status < 400) {
                fail(new FailedRequestException("status " + status + ": redirects are not followed", 0));
            } else {
                fail(new FailedRequestException("status " + status, retryAfter(response)));
            }
        }

        private void expire() {
            fail(new FailedRequestException("no answer in " + timeoutMillis + " ms", 0));
            HttpClientRequest underWay = request;
            if (underWay != null) {
                underWay.reset();
            }
        }

        private void fail(Throwable failure) {
            vertx.cancelTimer(deadline);
            result.completeExceptionally(
                    failure instanceof FailedRequestException
                            ? failure
                            : new FailedRequestException(described(failure), 0));
        }
    }

    /** Names of exceptions, whose messages may tell of what is inside of a network. */
    private static String described(Throwable failure) {
        if (failure instanceof ConnectException) {
            return "the connection was refused";
        }
        String name = failure.getClass().getSimpleName();
        return failure instanceof SSLException ? "TLS failed: " + name : "the connection failed: " + name;
    }

    private static long retryAfter(HttpClientResponse response) {
        String value = response.getHeader("retry-after");
        if (value == null || !value.matches("\\d{1,9}")) {
            return 0;
        }
        return TimeUnit.SECONDS.toMillis(Math.min(MAX_RETRY_AFTER_SECONDS, Long.parseLong(value)));
    }

    @Override
    public void close() {
        http.close();
        workers.close();
    }
}
