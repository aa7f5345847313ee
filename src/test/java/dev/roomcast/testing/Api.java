package dev.roomcast.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;

/** The HTTP API, as one caller. */
public final class Api {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI base;
    private final String token;

    /**
     * What came back.
     *
     * @param status the HTTP status
     * @param contentType without parameters, empty where there is none
     * @param text the body
     * @param headers by name, whatever its case
     */
    public record Reply(int status, String contentType, String text, HttpHeaders headers) {

        /** The first header of that name, empty where there is none. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        public JsonNode json() {
            return Json.parse(text);
        }

        public JsonNode at(String pointer) {
            return json().at(pointer);
        }
    }

    Api(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** A path segment, percent-encoded. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public Reply get(String path, String... headers) {
        return exchange("GET", path, null, headers);
    }

    /** Posts JSON; headers as names and values in turn. */
    public Reply post(String path, Object body, String... headers) {
        return exchange(
                "POST",
                path,
                body instanceof String text ? text : Json.tree(body).toString(),
                headers);
    }

    public Reply delete(String path, String... headers) {
        return exchange("DELETE", path, null, headers);
    }

    private Reply exchange(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(RoomcastClient.PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            return new Reply(response.statusCode(), type.replaceAll(";.*", ""), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
