package dev.roomcast.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;

import dev.roomcast.delivery.Latency;
import dev.roomcast.limits.Cost;
import dev.roomcast.limits.Scope;
import dev.roomcast.protocol.ClientMessageType;
import dev.roomcast.protocol.CloseCode;

/** The meters of sessions, all in one place. */
@ApplicationScoped
@Startup
public class SessionMetrics {

    private final Map<ClientMessageType, Counter> in = new EnumMap<>(ClientMessageType.class);
    private final Map<CloseCode, Counter> closed = new EnumMap<>(CloseCode.class);
    private final Map<Scope, Map<Cost, Counter>> rateLimited = new EnumMap<>(Scope.class);
    private final Counter opened;
    private final Counter silent;
    private final Timer acks;

    /** Registers the meters. */
    @Inject
    public SessionMetrics(MeterRegistry registry) {
        for (ClientMessageType type : ClientMessageType.values()) {
            in.put(
                    type,
                    Counter.builder("roomcast.messages.in")
                            .description("Messages from clients, by type")
                            .tag("type", type.wireName())
                            .register(registry));
        }
        for (CloseCode code : CloseCode.values()) {
            closed.put(
                    code,
                    Counter.builder("roomcast.closes")
                            .description("Connections that the server closed, by code and reason")
                            .tag("code", Integer.toString(code.code()))
                            .tag("reason", code.reason())
                            .register(registry));
        }
        for (Scope scope : Scope.values()) {
            Map<Cost, Counter> ofScope = new EnumMap<>(Cost.class);
            rateLimited.put(scope, ofScope);
            for (Cost cost : Cost.values()) {
                ofScope.put(
                        cost,
                        Counter.builder("roomcast.rate.limited")
                                .description(
                                        "Requests refused by a rate limit, by scope (connection, user, address) and"
                                                + " cost")
                                .tag("scope", scope.label())
                                .tag("cost", cost.label())
                                .register(registry));
            }
        }
        opened = Counter.builder("roomcast.connections.opened")
                .description("Connections that were let in since the start")
                .register(registry);
        silent = Counter.builder("roomcast.connections.silent")
                .description("Connections closed because nothing came from them for a heartbeat interval")
                .register(registry);
        acks = Timer.builder("roomcast.ack.latency")
                .description("Time from a message's arrival to its ack")
                .serviceLevelObjectives(Latency.BUCKETS)
                .register(registry);
    }

    void received(ClientMessageType type) {
        in.get(type).increment();
    }

    void opened() {
        opened.increment();
    }

    void closed(CloseCode code) {
        closed.get(code).increment();
    }

    void rateLimited(Scope scope, Cost cost) {
        rateLimited.get(scope).get(cost).increment();
    }

    void silent() {
        silent.increment();
    }

    void acked(long nanos) {
        acks.record(nanos, TimeUnit.NANOSECONDS);
    }
}
