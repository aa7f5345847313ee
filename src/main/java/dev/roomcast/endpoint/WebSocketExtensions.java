package dev.roomcast.endpoint;

import jakarta.inject.Singleton;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;

/**
 * What of WebSocket extensions is agreed to.
 *
 * <p>The compression of single frames is a draft that never became a standard: Vert.x has it on, and with it lets
 * reserved bits through that nothing negotiated. Where permessage-deflate is on, we take nothing over from message to
 * message, and say so to who asks; who offers the same for its own messages is taken at its word, so that no window is
 * kept for it.
 */
@Singleton
class WebSocketExtensions implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        customize(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customize(options);
    }

    private static void customize(HttpServerOptions options) {
        options.setPerFrameWebSocketCompressionSupported(false)
                .setWebSocketAllowServerNoContext(true)
                .setWebSocketPreferredClientNoContext(true);
    }
}
