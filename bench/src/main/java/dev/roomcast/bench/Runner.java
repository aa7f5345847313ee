package dev.roomcast.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.roomcast.bench.load.Contender;
import dev.roomcast.bench.load.Generator;
import dev.roomcast.bench.load.Scene;
import dev.roomcast.bench.load.Stage;
import dev.roomcast.bench.load.Workload;
import dev.roomcast.bench.load.Workload.Between;
import dev.roomcast.bench.result.Results;
import dev.roomcast.bench.result.Sample;
import dev.roomcast.bench.server.Fleet;
import dev.roomcast.bench.server.Server;

/** Lets the contenders of a workload take turns. */
final class Runner {

    /** In which a server deals with those who have left. */
    private static final Duration REST = Duration.ofSeconds(2);

    /** Uncounted, where the crowd of a server that is warm has just come back. */
    private static final Duration REWARM = Duration.ofSeconds(3);

    private final Options options;
    private final Generator generator;
    private final Path logs;

    Runner(Options options, Generator generator) {
        this.options = options;
        this.generator = generator;
        logs = options.out().resolve("logs");
    }

    /** Measures the servers; null where the workload suits none of them. */
    Results run(Workload workload, List<Server> servers) {
        List<Contender> contenders = workload.contenders().apply(servers);
        if (contenders.isEmpty()) {
            System.out.println(workload.name() + ": there is nothing to measure with these servers and options");
            return null;
        }
        System.out.println("\n" + workload.name() + ": " + workload.title());
        Results results = new Results(workload.name());
        if (workload.between() == Between.RESTARTS) {
            runAnew(workload, contenders, results);
        } else {
            runInTurn(workload, contenders, results);
        }
        return results;
    }

    private void runAnew(Workload workload, List<Contender> contenders, Results results) {
        Set<Contender> out = new HashSet<>();
        for (int round = 1; round <= options.rounds(); round++) {
            for (Contender contender : contenders) {
                if (!out.contains(contender)) {
                    try (Turn turn = new Turn(workload, contender)) {
                        turn.warm();
                        if (!turn.measure(round, results)) {
                            out.add(contender);
                        }
                    } catch (RuntimeException e) {
                        failed(contender, e, results);
                        out.add(contender);
                    }
                }
            }
        }
    }

    private void runInTurn(Workload workload, List<Contender> contenders, Results results) {
        List<Turn> turns = new ArrayList<>();
        try {
            for (Contender contender : contenders) {
                Turn turn = null;
                try {
                    turn = new Turn(workload, contender);
                    turn.warm();
                    turns.add(turn);
                } catch (RuntimeException e) {
                    if (turn != null) {
                        turn.close();
                    }
                    failed(contender, e, results);
                }
            }
            for (int round = 1; round <= options.rounds(); round++) {
                for (Turn turn : List.copyOf(turns)) {
                    if (!turn.measure(round, results)) {
                        turns.remove(turn);
                        turn.close();
                    }
                }
            }
        } finally {
            turns.forEach(Turn::close);
        }
    }

    private static void failed(Contender contender, RuntimeException e, Results results) {
        if (e instanceof UnsupportedOperationException) {
            results.leftOut(contender.label(), e.getMessage());
            System.out.println("  " + contender.label() + " " + e.getMessage());
        } else {
            results.add(contender.label(), Sample.failed(String.valueOf(e.getMessage())));
            System.out.println("  " + contender.label() + " FAILED: " + e.getMessage());
        }
    }

    /** A contender that is up. */
    private final class Turn implements AutoCloseable {

        private final Workload workload;
        private final Contender contender;
        private final Fleet fleet;
        private Scene scene;

        Turn(Workload workload, Contender contender) {
            this.workload = workload;
            this.contender = contender;
            Path own = logs.resolve(workload.name()).resolve(contender.label().replace(" ", ""));
            fleet = Fleet.start(contender.server(), contender.setup(), own);
        }

        private void enter() {
            if (scene == null) {
                scene = contender
                        .opener()
                        .apply(new Stage(generator, fleet, contender.server().protocol()));
            }
        }

        private void leave() {
            if (scene != null) {
                scene.close();
                scene = null;
            }
        }

        private void rest() {
            if (workload.between() == Between.EMPTIES) {
                leave();
                pass(REST);
            }
        }

        void warm() {
            enter();
            scene.warm(options.warm());
            rest();
        }

        /** False where there is no point in another run. */
        boolean measure(int round, Results results) {
            try {
                if (scene == null) {
                    enter();
                    scene.warm(REWARM);
                }
                Sample sample = scene.measure(options.run());
                results.add(contender.label(), sample);
                System.out.println("  " + round + " " + contender.label() + ": " + line(sample));
                rest();
                return true;
            } catch (RuntimeException e) {
                failed(contender, e, results);
                return false;
            }
        }

        private String line(Sample sample) {
            String values = workload.metrics().stream()
                    .filter(sample.values()::containsKey)
                    .map(metric ->
                            metric.title() + " " + metric.show(sample.values().get(metric)) + " " + metric.unit())
                    .collect(Collectors.joining(", "));
            String verdict = sample.isVoid() ? " VOID: the generator was too busy" : "";
            return values + verdict + (sample.faults().isEmpty() ? "" : " WRONG: " + sample.faults());
        }

        @Override
        public void close() {
            try {
                leave();
            } finally {
                fleet.close();
            }
        }
    }

    private static void pass(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
