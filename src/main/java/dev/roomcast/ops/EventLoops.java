package dev.roomcast.ops;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.Vertx;

/** The threads that serve connections. */
final class EventLoops {

    private EventLoops() {}

    /** Netty's group behind Vert.x: Vert.x 5 hides it, and nothing else tells which transport is really in use. */
    @SuppressWarnings("deprecation")
    static EventLoopGroup of(Vertx vertx) {
        return vertx.nettyEventLoopGroup();
    }
}
