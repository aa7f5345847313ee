package dev.roomcast.broker.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.vertx.redis.client.Response;

/**
 * The table of instances as it was at a moment: how long ago each renewed its lease, and how long ago the cleanup after
 * each dead one was begun. Ages are milliseconds by Redis' clock.
 *
 * @param redisMillis Redis' clock at that moment
 * @param readAt {@link System#nanoTime} when it came
 * @param leases by incarnation
 * @param tombstones by incarnation
 */
record InstanceTable(long redisMillis, long readAt, Map<String, Long> leases, Map<String, Long> tombstones) {

    /** One that knows of nobody and is as old as can be. */
    static InstanceTable none() {
        return new InstanceTable(0, System.nanoTime() - Long.MAX_VALUE / 2, Map.of(), Map.of());
    }

    /** Reads a reply from the element that has the clock on. */
    static InstanceTable read(Response reply, int from) {
        return new InstanceTable(
                reply.get(from).toLong(), System.nanoTime(), ages(reply.get(from + 1)), ages(reply.get(from + 2)));
    }

    private static Map<String, Long> ages(Response rows) {
        Map<String, Long> ages = new HashMap<>();
        for (int i = 0; i + 1 < rows.size(); i += 2) {
            ages.put(rows.get(i).toString(), rows.get(i + 1).toLong());
        }
        return ages;
    }

    /** Milliseconds since it was read. */
    long age() {
        return (System.nanoTime() - readAt) / 1_000_000;
    }

    /** Whether an instance is in the table: whoever is not is dead, and its cleanup begun. */
    boolean has(String incarnation) {
        return leases.containsKey(incarnation);
    }

    /** Who certainly renewed less than {@code millis} ago, counted from now. */
    List<String> renewedWithin(long millis) {
        long limit = millis - age();
        List<String> recent = new ArrayList<>();
        leases.forEach((incarnation, age) -> {
            if (age < limit) {
                recent.add(incarnation);
            }
        });
        return recent;
    }

    /** Who had not renewed for {@code millis} when it was read. */
    List<String> overdue(long millis) {
        return olderThan(leases, millis);
    }

    /** Whose cleanup had not ended after {@code millis} when it was read. */
    List<String> abandoned(long millis) {
        return olderThan(tombstones, millis);
    }

    private static List<String> olderThan(Map<String, Long> ages, long millis) {
        return ages.entrySet().stream()
                .filter(entry -> entry.getValue() >= millis)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
