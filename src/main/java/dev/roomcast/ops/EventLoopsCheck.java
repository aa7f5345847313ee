package dev.roomcast.ops;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jakarta.inject.Singleton;

import io.netty.channel.EventLoopGroup;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while every event loop still takes up work: a loop that is stuck takes all of its connections with it. */
@Singleton
@Liveness
final class EventLoopsCheck implements AsyncHealthCheck {

    /** A loop that is busy answers late; one that is stuck does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String NAME = "event loops";

    private final Vertx vertx;

    EventLoopsCheck(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        List<Uni<Void>> answers = new ArrayList<>();
        loops(vertx)
                .forEach(loop ->
                        answers.add(Uni.createFrom().emitter(answer -> loop.execute(() -> answer.complete(null)))));
        return Uni.join()
                .all(answers)
                .andFailFast()
                .map(all -> HealthCheckResponse.up(NAME))
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem(() -> HealthCheckResponse.down(NAME));
    }

    /** What kind of event loops serve connections, such as {@code EpollEventLoopGroup}. */
    static String kind(Vertx vertx) {
        return loops(vertx).getClass().getSimpleName();
    }

    /** Netty's group behind Vert.x: Vert.x 5 hides it, and nothing else tells which transport is really in use. */
    @SuppressWarnings("deprecation")
    private static EventLoopGroup loops(Vertx vertx) {
        return vertx.nettyEventLoopGroup();
    }
}
