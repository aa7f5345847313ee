package dev.roomcast.session;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.auth.Guests;
import dev.roomcast.auth.Revocations;
import dev.roomcast.auth.Tokens;
import dev.roomcast.broker.Broker;
import dev.roomcast.delivery.Delivery;
import dev.roomcast.history.HistoryService;
import dev.roomcast.limits.Budgets;
import dev.roomcast.ops.ServerCounters;
import dev.roomcast.presence.PresenceService;
import dev.roomcast.protocol.RequestReader;
import dev.roomcast.room.RoomService;

/** What sessions work with: one for all of them, so that a session is small. */
@Singleton
final class SessionServices {

    private final RoomcastConfig config;
    private final Broker broker;
    private final Delivery delivery;
    private final RoomService rooms;
    private final HistoryService history;
    private final PresenceService presence;
    private final Tokens tokens;
    private final Guests guests;
    private final Revocations revocations;
    private final ServerCounters counters;
    private final SessionMetrics metrics;
    private final Budgets budgets;
    private final RequestReader reader;

    @Inject
    SessionServices(
            RoomcastConfig config,
            Broker broker,
            Delivery delivery,
            RoomService rooms,
            HistoryService history,
            PresenceService presence,
            Tokens tokens,
            Guests guests,
            Revocations revocations,
            ServerCounters counters,
            SessionMetrics metrics,
            Budgets budgets) {
        this.config = config;
        this.broker = broker;
        this.delivery = delivery;
        this.rooms = rooms;
        this.history = history;
        this.presence = presence;
        this.tokens = tokens;
        this.guests = guests;
        this.revocations = revocations;
        this.counters = counters;
        this.metrics = metrics;
        this.budgets = budgets;
        this.reader = new RequestReader(config.limits().maxUnpackedBytes());
    }

    RoomcastConfig config() {
        return config;
    }

    Broker broker() {
        return broker;
    }

    Delivery delivery() {
        return delivery;
    }

    RoomService rooms() {
        return rooms;
    }

    HistoryService history() {
        return history;
    }

    PresenceService presence() {
        return presence;
    }

    Tokens tokens() {
        return tokens;
    }

    Guests guests() {
        return guests;
    }

    Revocations revocations() {
        return revocations;
    }

    ServerCounters counters() {
        return counters;
    }

    SessionMetrics metrics() {
        return metrics;
    }

    Budgets budgets() {
        return budgets;
    }

    RequestReader reader() {
        return reader;
    }
}
