package dev.roomcast.bench.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.roomcast.bench.load.Workload.Between;
import dev.roomcast.bench.result.Metric;
import dev.roomcast.bench.server.RoomcastServer;
import dev.roomcast.bench.server.Server;
import dev.roomcast.bench.server.Setup;

/** All workloads by name, in the order of the report. */
public final class Workloads {

    private static final int PAYLOAD = 128;

    /** Of the workload with readers who do not read: enough that a server notices within a run. */
    private static final int LARGE_PAYLOAD = 8 * 1_024;

    /** Of the workload with compression: beyond Roomcast's threshold of 1,024 bytes. */
    private static final int TEXT_PAYLOAD = 2 * 1_024;

    /** Deliveries a second while a room grows: the same at every size. */
    private static final int DELIVERIES_PER_SECOND = 20_000;

    /** So many connections to each server stay while the others have their turn; a process may have 20,000 files. */
    private static final int CROWD_TO_KEEP = 2_000;

    private static final int HANDSHAKES_PER_SECOND = 400;

    private static final List<Metric> STEADY = List.of(
            Metric.CPU_PER_DELIVERY,
            Metric.DELIVERIES,
            Metric.P50,
            Metric.P99,
            Metric.P999,
            Metric.RSS,
            Metric.GENERATOR);

    private final Map<String, Workload> all = new LinkedHashMap<>();
    private final Optional<Path> otherJdk;

    /**
     * @param otherJdk home of a second JDK to compare with; empty: that workload has nothing to compare
     */
    public Workloads(Optional<Path> otherJdk) {
        this.otherJdk = otherJdk;
        Shape crowd = new Shape(1_000, 1, 1_000);
        steady("room1000@20", "One room of 1,000, 20 messages a second", crowd, new Load.Rate(20));
        for (int messages : new int[] {1, 4, 16, 64}) {
            steady(
                    "inflight-" + messages,
                    "One room of 1,000, closed loop with " + messages + " in flight",
                    crowd,
                    new Load.InFlight(messages));
        }
        Shape small = new Shape(1_000, 100, 10);
        steady("rooms100x10@2000", "100 rooms of 10, 2,000 messages a second", small, new Load.Rate(2_000));
        for (int members : new int[] {10, 100, 1_000, 5_000, 10_000}) {
            int rate = DELIVERIES_PER_SECOND / members;
            steady(
                    "members-" + members,
                    String.format("Growth: one room of %,d, %,d messages a second", members, rate),
                    new Shape(members, 1, members),
                    new Load.Rate(rate));
        }
        for (int rooms : new int[] {100, 1_000, 10_000, 100_000}) {
            steady(
                    "rooms-" + rooms,
                    String.format(
                            "Growth: %,d rooms of one member each, 1,000 connections, 2,000 messages a second over all",
                            rooms),
                    new Shape(1_000, rooms, 1),
                    new Load.Rate(2_000));
        }
        add(
                "redis",
                "Two instances on Redis, 100 rooms of 10, half of each on each instance, 2,000 messages a second; CPU"
                        + " and memory of both and of Redis",
                STEADY,
                Between.STAYS,
                each(
                        Server::clusters,
                        new Setup(2, false),
                        stage -> new SteadyScene(stage, small, new Load.Rate(2_000), PAYLOAD, false, 0)));
        add(
                "idle-10000",
                "10,000 connections in no room that say nothing",
                List.of(Metric.RSS, Metric.IDLE_CPU),
                Between.RESTARTS,
                each(server -> true, Setup.PLAIN, stage -> new IdleScene(stage, new Shape(10_000, 0, 0))));
        add(
                "empty-rooms",
                "1,000 connections in no room, or in 100 rooms each, 100,000 in all, in which nobody says anything",
                List.of(Metric.RSS, Metric.LIVE_HEAP, Metric.IDLE_CPU),
                Between.RESTARTS,
                Workloads::withAndWithoutRooms);
        add(
                "handshakes",
                "Handshakes, " + HANDSHAKES_PER_SECOND + " a second",
                List.of(Metric.CPU_PER_HANDSHAKE, Metric.HANDSHAKES, Metric.GROWTH, Metric.RSS, Metric.GENERATOR),
                Between.STAYS,
                each(server -> true, Setup.PLAIN, stage -> new HandshakeScene(stage, HANDSHAKES_PER_SECOND, 0)));
        add(
                "handshake-storm",
                "A storm of 10,000 handshakes, 400 in the making at a time",
                List.of(
                        Metric.TIME,
                        Metric.CPU_PER_HANDSHAKE,
                        Metric.HANDSHAKES,
                        Metric.GROWTH,
                        Metric.RSS,
                        Metric.GENERATOR),
                Between.STAYS,
                each(server -> true, Setup.PLAIN, stage -> new HandshakeScene(stage, 0, 10_000)));
        for (int rooms : new int[] {1, 500}) {
            add(
                    "resume-" + rooms,
                    "Resume storm: 5,000 clients of " + (rooms == 1 ? "one room" : rooms + " rooms")
                            + " come back at once for the 100 messages that each missed",
                    List.of(Metric.TIME, Metric.GROWTH, Metric.CPU_PER_RETURN, Metric.RSS, Metric.GENERATOR),
                    Between.STAYS,
                    each(Server::resumes, Setup.PLAIN, stage -> new ResumeScene(stage, 5_000, rooms)));
        }
        add(
                "slow",
                "One room of 1,000, 20 messages of 8 KiB a second; all read, or a tenth never reads",
                List.of(Metric.P99, Metric.GROWTH, Metric.CPU_PER_DELIVERY, Metric.P50, Metric.RSS, Metric.GENERATOR),
                Between.STAYS,
                Workloads::withAndWithoutSleepers);
        add(
                "compression",
                "One room of 1,000, 20 messages of 2 KiB a second; plain, Roomcast's gzip, permessage-deflate",
                List.of(Metric.CPU_PER_DELIVERY, Metric.WIRE, Metric.P50, Metric.P99, Metric.RSS, Metric.GENERATOR),
                Between.STAYS,
                Workloads::compressed);
        add("jdk", "100 rooms of 10, 2,000 messages a second, on two JDKs", STEADY, Between.STAYS, this::onTwoJdks);
    }

    private void steady(String name, String title, Shape shape, Load load) {
        add(
                name,
                title,
                STEADY,
                shape.connections() > CROWD_TO_KEEP ? Between.EMPTIES : Between.STAYS,
                each(server -> true, Setup.PLAIN, stage -> new SteadyScene(stage, shape, load, PAYLOAD, false, 0)));
    }

    private void add(
            String name,
            String title,
            List<Metric> metrics,
            Between between,
            Function<List<Server>, List<Contender>> contenders) {
        all.put(name, new Workload(name, title, metrics, between, contenders));
    }

    private static Function<List<Server>, List<Contender>> each(
            Predicate<Server> suits, Setup setup, Function<Stage, Scene> opener) {
        return servers -> servers.stream()
                .filter(suits)
                .map(server -> new Contender(server.name(), server, setup, opener))
                .toList();
    }

    private static List<Contender> withAndWithoutRooms(List<Server> servers) {
        return servers.stream()
                .flatMap(server -> Stream.of(
                        new Contender(
                                server.name(),
                                server,
                                Setup.PLAIN,
                                stage -> new IdleScene(stage, new Shape(1_000, 0, 0))),
                        new Contender(
                                server.name() + Contender.VARIANT + "rooms",
                                server,
                                Setup.PLAIN,
                                stage -> new IdleScene(stage, new Shape(1_000, 100_000, 1)))))
                .toList();
    }

    private static List<Contender> withAndWithoutSleepers(List<Server> servers) {
        BiFunction<Stage, Integer, Scene> scene = (stage, sleepers) -> new SteadyScene(
                stage,
                new Shape(1_000 - sleepers, 1, 1_000 - sleepers),
                new Load.Rate(20),
                LARGE_PAYLOAD,
                false,
                sleepers);
        return servers.stream()
                .flatMap(server -> Stream.of(
                        new Contender(server.name(), server, Setup.PLAIN, stage -> scene.apply(stage, 0)),
                        new Contender(
                                server.name() + Contender.VARIANT + "sleepers",
                                server,
                                Setup.PLAIN,
                                stage -> scene.apply(stage, 100))))
                .toList();
    }

    private static List<Contender> compressed(List<Server> servers) {
        BiFunction<Stage, Boolean, Scene> scene = (stage, deflate) ->
                new SteadyScene(stage, new Shape(1_000, 1, 1_000), new Load.Rate(20), TEXT_PAYLOAD, deflate, 0);
        List<Contender> contenders = new ArrayList<>();
        for (Server server : servers) {
            contenders.add(new Contender(server.name(), server, Setup.PLAIN, stage -> scene.apply(stage, false)));
            if (server instanceof RoomcastServer roomcast) {
                contenders.add(new Contender(
                        server.name() + Contender.VARIANT + "gzip",
                        roomcast.withGzip(),
                        Setup.PLAIN,
                        stage -> scene.apply(stage, false)));
            }
            contenders.add(new Contender(
                    server.name() + Contender.VARIANT + "deflate",
                    server,
                    new Setup(1, true),
                    stage -> scene.apply(stage, true)));
        }
        return contenders;
    }

    private List<Contender> onTwoJdks(List<Server> servers) {
        Function<Stage, Scene> opener =
                stage -> new SteadyScene(stage, new Shape(1_000, 100, 10), new Load.Rate(2_000), PAYLOAD, false, 0);
        List<Contender> contenders = new ArrayList<>();
        for (Server server : servers) {
            if (server instanceof RoomcastServer roomcast && otherJdk.isPresent()) {
                contenders.add(new Contender(server.name(), server, Setup.PLAIN, opener));
                contenders.add(new Contender(
                        server.name() + Contender.VARIANT + "other JDK",
                        roomcast.on(otherJdk.get()),
                        Setup.PLAIN,
                        opener));
            }
        }
        return contenders;
    }

    /** All workloads. */
    public List<Workload> all() {
        return List.copyOf(all.values());
    }

    /**
     * Those that a word of the command line means: one by its name, all of those that begin with it and a dash
     * ({@code members}), or {@code all}.
     *
     * @throws IllegalArgumentException where it means none
     */
    public List<Workload> named(String word) {
        List<Workload> found = all.values().stream()
                .filter(workload -> word.equals("all")
                        || workload.name().equals(word)
                        || workload.name().startsWith(word + "-"))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no workload " + word + ", but " + String.join(", ", all.keySet()) + ", and all");
        }
        return found;
    }
}
