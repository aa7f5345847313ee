package dev.roomcast.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import dev.roomcast.chaos.RoomAudit.Logged;
import dev.roomcast.testing.Api;
import dev.roomcast.testing.RoomRecord;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.Tokens;

/**
 * Holds what the readers saw, what the writers were told and what the instances say is in the log against each other and
 * against the promises. Every breach is a violation, in words.
 */
final class Audit {

    /** Lists over instances may be 15 s old. */
    private static final Duration LISTS = Duration.ofSeconds(30);

    private static final long LOOK_AGAIN_MS = 100;
    private static final int PAGE = 1_000;

    private final List<Server> servers;
    private final boolean mayLose;
    private final Crowd crowd;
    private final List<String> violations = new ArrayList<>();
    private int acked;
    private int lost;
    private int reordered;
    private int doubled;
    private int endedEpochs;
    private int endedWithTheirEpoch;

    /** Behind Sentinels a failover may lose what was acked last; then an epoch ends, and all are told. */
    Audit(Fleet fleet, Crowd crowd) {
        this.mayLose = fleet.kind() == Store.Kind.SENTINEL;
        this.servers = fleet.servers();
        this.crowd = crowd;
    }

    /** What a run comes to. */
    record Findings(
            long acked,
            long delivered,
            long resumed,
            long reconnected,
            long duplicates,
            long gaps,
            long reorderings,
            long lost,
            Cost cost,
            List<String> violations) {}

    /**
     * What failovers cost, in rooms of which a replica lacked something that somebody had seen.
     *
     * @param epochs how many histories ended
     * @param acked how many messages ended with them that had been acked
     */
    record Cost(int epochs, int acked) {}

    /** Looks at everything; to be called when all is quiet. */
    Findings findings(List<String> more) throws InterruptedException {
        violations.addAll(more);
        for (String room : Crowd.ROOMS) {
            auditRoom(room);
        }
        crowd.clients().forEach(client -> violations.addAll(client.failures()));
        crowd.writers().forEach(writer -> violations.addAll(writer.failures()));
        for (int i = 0; i < Fleet.INSTANCES; i++) {
            auditRecord(Crowd.scout(i), crowd.scouts().get(i).record(Crowd.LOOKOUT));
        }
        auditPresence();
        List<RoomRecord> records = crowd.readers().values().stream()
                .flatMap(reader -> Crowd.ROOMS.stream().map(reader::record))
                .toList();
        return new Findings(
                acked,
                records.stream().mapToLong(record -> record.entries().size()).sum(),
                records.stream().mapToLong(RoomRecord::resumptions).sum(),
                crowd.clients().mapToLong(client -> client.connections() - 1).sum(),
                doubled + breaches(records, "double"),
                breaches(records, "gap"),
                reordered + breaches(records, "disorder"),
                lost,
                new Cost(endedEpochs, endedWithTheirEpoch),
                List.copyOf(violations));
    }

    private static long breaches(List<RoomRecord> records, String kind) {
        return records.stream()
                .flatMap(record -> record.violations().stream())
                .filter(violation -> violation.startsWith(kind))
                .count();
    }

    private void auditRoom(String room) {
        List<TreeMap<Long, Logged>> logs =
                servers.stream().map(server -> log(server, room)).toList();
        TreeMap<Long, Logged> log = logs.get(0);
        if (logs.stream().anyMatch(other -> !other.equals(log))) {
            violations.add("instances tell different logs of " + room);
        }
        RoomAudit audit = new RoomAudit(room, log);
        Set<String> epochs = new TreeSet<>();
        crowd.readers().forEach((name, reader) -> {
            RoomRecord record = reader.record(room);
            audit.reader(name, record.entries());
            auditRecord(name, record);
            epochs.add(record.epoch());
        });
        if (epochs.size() > 1) {
            violations.add("readers of " + room + " are in epochs " + epochs);
        }
        String present = epochs.iterator().next();
        for (Writer writer : crowd.writers()) {
            if (writer.room().equals(room)) {
                RoomRecord record = writer.client().record(room);
                audit.member(writer.name(), record.entries());
                auditRecord(writer.name(), record);
                Map<Boolean, List<Writer.Written>> written = writer.written().stream()
                        .collect(Collectors.partitioningBy(
                                one -> one.ack().epoch().equals(present)));
                audit.writer(writer.name(), written.get(true));
                acked += writer.written().size();
                endedWithTheirEpoch += written.get(false).size();
                written.get(false).forEach(one -> epochs.add(one.ack().epoch()));
            }
        }
        endedEpochs += epochs.size() - 1;
        if (epochs.size() > 1 && !mayLose) {
            violations.add("epochs of " + room + ": " + epochs);
        }
        violations.addAll(audit.violations());
        lost += audit.lost();
        reordered += audit.reordered();
        doubled += audit.doubled();
    }

    /** What a client noticed by itself. */
    private void auditRecord(String name, RoomRecord record) {
        record.violations().forEach(violation -> violations.add(name + ": " + violation));
        if (record.losses() > 0 && !mayLose) {
            violations.add(name + " was told " + record.losses() + " times that something is lost");
        }
    }

    /** The whole log of a room, by offset, as an instance has it. */
    static TreeMap<Long, Logged> log(Server server, String room) {
        Api api = server.api(Tokens.service("auditor"));
        TreeMap<Long, Logged> log = new TreeMap<>();
        String before = "";
        boolean more = true;
        while (more) {
            Api.Reply page = api.get("/api/rooms/" + room + "/messages?limit=" + PAGE + before);
            if (page.status() != 200) {
                throw new AssertionError("no history of " + room + ": " + page);
            }
            for (JsonNode message : page.at("/messages")) {
                log.put(
                        message.path("offset").asLong(),
                        new Logged(
                                message.path("messageId").asText(),
                                message.at("/user/id").asText(),
                                message.path("content")));
            }
            more = page.at("/hasMore").asBoolean() && !log.isEmpty();
            before = log.isEmpty() ? "" : "&before=" + log.firstKey();
        }
        return log;
    }

    // --- who is there ---

    /** Every instance lists just those who are connected, each once. */
    private void auditPresence() throws InterruptedException {
        Map<String, Set<String>> expected = new HashMap<>();
        Set<String> readers = crowd.readers().keySet();
        for (String room : Crowd.ROOMS) {
            Set<String> members = new TreeSet<>(readers);
            crowd.writers().stream()
                    .filter(writer -> writer.room().equals(room))
                    .forEach(writer -> members.add(writer.name()));
            expected.put("/api/rooms/" + room + "/members", once(members.stream()));
        }
        Set<String> scouts =
                IntStream.range(0, Fleet.INSTANCES).mapToObj(Crowd::scout).collect(Collectors.toSet());
        expected.put("/api/rooms/" + Crowd.LOOKOUT + "/members", once(scouts.stream()));
        Set<String> online = new TreeSet<>(scouts);
        online.addAll(readers);
        crowd.writers().forEach(writer -> online.add(writer.name()));
        expected.put("/api/users", online);
        long end = System.nanoTime() + LISTS.toNanos();
        for (int i = 0; i < servers.size(); i++) {
            for (Map.Entry<String, Set<String>> list : expected.entrySet()) {
                awaitList(i, list.getKey(), list.getValue(), end);
            }
        }
    }

    private static Set<String> once(Stream<String> users) {
        return users.map(user -> user + " with 1").collect(Collectors.toCollection(TreeSet::new));
    }

    private void awaitList(int instance, String path, Set<String> expected, long end) throws InterruptedException {
        Api api = servers.get(instance).api(Tokens.admin("auditor"));
        List<String> listed;
        do {
            Api.Reply reply = api.get(path + "?limit=" + PAGE);
            listed = new ArrayList<>();
            for (JsonNode row : reply.at(path.endsWith("members") ? "/members" : "/users")) {
                String id = row.path("id").asText();
                listed.add(
                        row.has("connections")
                                ? id + " with " + row.path("connections").asInt()
                                : id);
            }
            if (expected.equals(new TreeSet<>(listed)) && listed.size() == expected.size()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        } while (System.nanoTime() < end);
        Set<String> missing = new TreeSet<>(expected);
        listed.forEach(missing::remove);
        List<String> tooMany = new ArrayList<>(listed);
        expected.forEach(tooMany::remove);
        violations.add("instance " + instance + " at " + path + " lacks " + missing + " and has too many " + tooMany);
    }
}
