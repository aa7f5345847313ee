package dev.roomcast.limits;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import dev.roomcast.RoomcastConfig;

/** How much of each cost one connection, user or address has. */
final class Allowances {

    /** Seconds of messages that a user or an address may send at once. */
    private static final int MESSAGE_BURST_SECONDS = 2;

    /** Seconds of bytes that may come at once: a client that was away sends what it wrote meanwhile. */
    private static final int BYTES_BURST_SECONDS = 4;

    private final Map<Cost, Allowance> byCost = new EnumMap<>(Cost.class);

    private Allowances() {}

    static Allowances ofConnection(RoomcastConfig.Limits limits) {
        return new Allowances()
                .with(
                        Cost.MESSAGES,
                        new Allowance(limits.messagesPerSecond(), limits.messageBurst(), Duration.ofSeconds(1)))
                .with(Cost.BYTES, Allowance.perSecond(limits.bytesPerSecond(), BYTES_BURST_SECONDS))
                .with(Cost.NEWS_BYTES, Allowance.perSecond(limits.newsBytesPerSecond(), BYTES_BURST_SECONDS))
                .with(Cost.JOINS, Allowance.perMinute(limits.joinsPerMinute()))
                .with(Cost.CREATES, Allowance.perMinute(limits.createsPerMinute()))
                .with(Cost.HISTORY_READS, Allowance.perMinute(limits.historyReadsPerMinute()))
                .with(Cost.LIST_READS, Allowance.perMinute(limits.listReadsPerMinute()))
                .with(Cost.SIGN_INS, Allowance.perMinute(limits.signInsPerMinute()))
                .with(Cost.RENAMES, Allowance.perMinute(limits.renamesPerMinute()));
    }

    static Allowances ofUser(RoomcastConfig.Limits limits) {
        RoomcastConfig.Limits.User user = limits.user();
        return new Allowances()
                .with(Cost.MESSAGES, messages(limits, user.messagesPerSecond()))
                .with(Cost.BYTES, Allowance.perSecond(user.bytesPerSecond(), BYTES_BURST_SECONDS))
                .with(Cost.NEWS_BYTES, Allowance.perSecond(user.newsBytesPerSecond(), BYTES_BURST_SECONDS))
                .with(Cost.JOINS, Allowance.perMinute(user.joinsPerMinute()))
                .with(Cost.CREATES, Allowance.perMinute(user.createsPerMinute()))
                .with(Cost.HISTORY_READS, Allowance.perMinute(user.historyReadsPerMinute()))
                .with(Cost.LIST_READS, Allowance.perMinute(user.listReadsPerMinute()))
                .with(Cost.SIGN_INS, Allowance.perMinute(user.signInsPerMinute()))
                .with(Cost.RENAMES, Allowance.perMinute(user.renamesPerMinute()));
    }

    static Allowances ofAddress(RoomcastConfig.Limits limits) {
        RoomcastConfig.Limits.Address address = limits.address();
        return new Allowances()
                .with(Cost.MESSAGES, messages(limits, address.messagesPerSecond()))
                .with(Cost.BYTES, Allowance.perSecond(address.bytesPerSecond(), BYTES_BURST_SECONDS))
                .with(Cost.NEWS_BYTES, Allowance.perSecond(address.newsBytesPerSecond(), BYTES_BURST_SECONDS))
                .with(Cost.JOINS, Allowance.perMinute(address.joinsPerMinute()))
                .with(Cost.CREATES, Allowance.perMinute(address.createsPerMinute()))
                .with(Cost.HISTORY_READS, Allowance.perMinute(address.historyReadsPerMinute()))
                .with(Cost.LIST_READS, Allowance.perMinute(address.listReadsPerMinute()))
                .with(Cost.SIGN_INS, Allowance.perMinute(address.signInsPerMinute()))
                .with(Cost.RENAMES, Allowance.perMinute(address.renamesPerMinute()));
    }

    /** Where connections may send any number of messages, so may those who have them. */
    private static Allowance messages(RoomcastConfig.Limits limits, int perSecond) {
        boolean unlimited = limits.messagesPerSecond() == 0 || limits.messageBurst() == 0;
        return Allowance.perSecond(unlimited ? 0 : perSecond, MESSAGE_BURST_SECONDS);
    }

    private Allowances with(Cost cost, Allowance allowance) {
        if (!allowance.isUnlimited()) {
            byCost.put(cost, allowance);
        }
        return this;
    }

    /** Null where any amount may be spent. */
    Allowance of(Cost cost) {
        return byCost.get(cost);
    }
}
