package dev.roomcast.limits;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import dev.roomcast.RoomcastConfig;

/**
 * The budgets of all users and addresses that spent something lately. One that is full again is forgotten, since a new one
 * would be the same. Past a bound those who come last share one, so that nobody takes memory by coming from everywhere.
 * Safe for many threads.
 */
@ApplicationScoped
public class Budgets {

    /** Budgets kept of users, and as many of addresses: about 1 KB each. */
    private static final int MAX_KEPT = 20_000;

    /** Users that are reported to other instances at once: about 40 KB. The others wait for the next time. */
    private static final int MAX_REPORTED = 500;

    private final Allowances ofConnection;
    private final Allowances ofUser;
    private final Allowances ofAddress;
    private final Map<String, Budget> users = new ConcurrentHashMap<>();
    private final Map<String, Budget> addresses = new ConcurrentHashMap<>();
    private final Budget lastUsers;
    private final Budget lastAddresses;

    /** Reads the settings. */
    @Inject
    public Budgets(RoomcastConfig config, MeterRegistry registry) {
        ofConnection = Allowances.ofConnection(config.limits());
        ofUser = Allowances.ofUser(config.limits());
        ofAddress = Allowances.ofAddress(config.limits());
        lastUsers = new Budget(ofUser, false);
        lastAddresses = new Budget(ofAddress, false);
        gauge(Scope.USER, users, registry);
        gauge(Scope.ADDRESS, addresses, registry);
    }

    private static void gauge(Scope scope, Map<String, Budget> kept, MeterRegistry registry) {
        Gauge.builder("roomcast.limits.budgets", kept, Map::size)
                .description("Users and addresses whose budgets are partly used")
                .tag("scope", scope.label())
                .register(registry);
    }

    /** A budget for one connection, which keeps it. */
    public Budget ofConnection() {
        return new Budget(ofConnection, false);
    }

    /** The budget of a user. To be asked for each time, not kept. */
    public Budget ofUser(String userId) {
        return of(users, userId, ofUser, lastUsers, true);
    }

    /**
     * The budget of an address. To be asked for each time, not kept.
     *
     * @param address as {@link AddressKey} makes it
     */
    public Budget ofAddress(String address) {
        return of(addresses, address, ofAddress, lastAddresses, false);
    }

    /**
     * The budget of a service or an administrator, who speak for many: as large as an address's. To be asked for each time,
     * not kept.
     */
    public Budget ofService(String userId) {
        // No address has a space in it.
        return of(addresses, "service " + userId, ofAddress, lastAddresses, false);
    }

    private static Budget of(
            Map<String, Budget> kept, String key, Allowances allowances, Budget last, boolean reported) {
        Budget budget = kept.get(key);
        if (budget != null) {
            return budget;
        }
        return kept.size() >= MAX_KEPT ? last : kept.computeIfAbsent(key, absent -> new Budget(allowances, reported));
    }

    /** Forgets the budgets that are full. A charge at this very moment may be lost. */
    public void sweep() {
        users.values().removeIf(Budget::isFull);
        addresses.values().removeIf(Budget::isFull);
    }

    /**
     * What users spent on this instance since the last time, of those who spent much: for other instances, whose {@link
     * #spentElsewhere} takes it.
     *
     * @return by user id, amounts by {@link Cost#ordinal}
     */
    public Map<String, long[]> takeUnreported() {
        Map<String, long[]> spent = new HashMap<>();
        for (Map.Entry<String, Budget> user : users.entrySet()) {
            long[] amounts = user.getValue().takeUnreported();
            if (amounts != null) {
                spent.put(user.getKey(), amounts);
                if (spent.size() == MAX_REPORTED) {
                    break;
                }
            }
        }
        return spent;
    }

    /** Charges what a user spent on another instance; a newer one may count more than this one knows. */
    public void spentElsewhere(String userId, long[] amounts) {
        Budget budget = ofUser(userId);
        for (Cost cost : Cost.values()) {
            if (cost.ordinal() < amounts.length) {
                budget.spentElsewhere(cost, amounts[cost.ordinal()]);
            }
        }
    }
}
