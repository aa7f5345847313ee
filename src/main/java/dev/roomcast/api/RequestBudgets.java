package dev.roomcast.api;

import java.util.EnumMap;
import java.util.Map;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;

import dev.roomcast.auth.User;
import dev.roomcast.limits.AddressKey;
import dev.roomcast.limits.Budget;
import dev.roomcast.limits.Budgets;
import dev.roomcast.limits.Cost;
import dev.roomcast.protocol.RequestError;

/**
 * Charges requests over HTTP to the budgets that messages over WebSocket are charged to: what is published and what is
 * read to the caller, a sign-in to the address. A service may publish as much as an address may. Any thread.
 */
@Singleton
final class RequestBudgets {

    private final Budgets budgets;
    private final Map<Cost, Counter> refused = new EnumMap<>(Cost.class);

    RequestBudgets(Budgets budgets, MeterRegistry registry) {
        this.budgets = budgets;
        for (Cost cost : new Cost[] {Cost.MESSAGES, Cost.BYTES, Cost.LIST_READS, Cost.HISTORY_READS, Cost.SIGN_INS}) {
            refused.put(
                    cost,
                    Counter.builder("roomcast.http.rate.limited")
                            .description("HTTP requests refused by a rate limit, by cost")
                            .tag("cost", cost.label())
                            .register(registry));
        }
    }

    /** Charges so many messages, before any of them is published or deleted. */
    void messages(User caller, int messages) {
        take(ofPublisher(caller), Cost.MESSAGES, messages);
    }

    /** Charges a body with something to be published, before it is read; null for none. */
    void bytes(User caller, byte[] body) {
        take(ofPublisher(caller), Cost.BYTES, body == null ? 0 : body.length);
    }

    private Budget ofPublisher(User caller) {
        return caller.needsNoMembership() ? budgets.ofService(caller.id()) : budgets.ofUser(caller.id());
    }

    /** Charges a page of a list of so many rows. */
    void list(User caller, int rows) {
        take(budgets.ofUser(caller.id()), Cost.LIST_READS, Cost.reads(rows));
    }

    /** Charges a page of a history of so many messages, before it is read. */
    void history(User caller, int messages) {
        take(budgets.ofUser(caller.id()), Cost.HISTORY_READS, Cost.reads(messages));
    }

    /** Charges what a page of a history costs by its bytes beyond that, now that it was read. */
    void historyBytes(User caller, int messages, long bytes) {
        long beyond = Cost.readsOfBytes(bytes) - Cost.reads(messages);
        if (beyond > 0) {
            budgets.ofUser(caller.id()).charge(Cost.HISTORY_READS, beyond);
        }
    }

    /** Charges a sign-in. */
    void signIn(HttpServerRequest request) {
        String address = AddressKey.of(request.remoteAddress().toString());
        take(budgets.ofAddress(address), Cost.SIGN_INS, 1);
    }

    private void take(Budget budget, Cost cost, long amount) {
        long retryAfterMs = budget.retryAfterMs(cost);
        if (retryAfterMs > 0) {
            refused.get(cost).increment();
            throw Problem.of(RequestError.rateLimited(retryAfterMs)).exception();
        }
        budget.charge(cost, amount);
    }
}
