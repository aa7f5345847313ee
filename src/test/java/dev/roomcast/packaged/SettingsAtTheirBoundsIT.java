package dev.roomcast.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.junit.jupiter.api.Test;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.docs.Settings;
import dev.roomcast.testing.RoomcastClient;
import dev.roomcast.testing.ServerProcess;

/**
 * Every setting that is a number or a time, at the ends of what it may be: what is accepted works, and what lies beyond stops
 * the start with a sentence for each. All of them at once, since a start costs seconds.
 */
class SettingsAtTheirBoundsIT {

    /** The least and the most that a setting may be, and what lies just beyond, as they are written. */
    private record Bounds(String least, String most, String below, String above) {}

    private static final SortedMap<String, Bounds> BOUNDS = new TreeMap<>();

    static {
        collect(RoomcastConfig.class, "roomcast");
    }

    @Test
    void everyNumberAndTimeHasBounds() {
        assertThat(BOUNDS).hasSizeGreaterThan(20);
    }

    @Test
    void allAtTheirLeastWork() {
        // With a heartbeat of 100 ms a busy machine would lose its clients.
        aClientJoinsAndTalks(environment(Bounds::least), "ROOMCAST_HEARTBEAT_INTERVAL", "30s");
    }

    @Test
    void allAtTheirMostWork() {
        aClientJoinsAndTalks(environment(Bounds::most));
    }

    private static void aClientJoinsAndTalks(List<String> environment, String... more) {
        environment.addAll(List.of(more));
        try (ServerProcess process = ServerProcess.start(environment.toArray(String[]::new))) {
            RoomcastClient alice = process.server().member("alice", "lobby");
            RoomcastClient bob = process.server().member("bob", "lobby");
            alice.say("lobby", "hello");
            assertThat(bob.expect("room-message").text("content")).isEqualTo("hello");
        }
    }

    @Test
    void whatIsBelowTheLeastStopsTheStart() {
        eachIsRejected(environment(Bounds::below));
    }

    @Test
    void whatIsAboveTheMostStopsTheStart() {
        eachIsRejected(environment(Bounds::above));
    }

    private static void eachIsRejected(List<String> environment) {
        try (ServerProcess process = ServerProcess.startInVain(environment.toArray(String[]::new))) {
            assertThat(process.awaitExit()).isNotZero();
            List<String> output = process.output();
            for (int i = 0; i < environment.size(); i += 2) {
                String named = "(" + environment.get(i) + ") is ";
                assertThat(output)
                        .as(named)
                        .filteredOn(line -> line.contains(named))
                        .hasSize(1);
            }
            assertThat(output).noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
        }
    }

    private static List<String> environment(Function<Bounds, String> value) {
        List<String> environment = new ArrayList<>();
        for (Map.Entry<String, Bounds> setting : BOUNDS.entrySet()) {
            environment.add(Settings.environmentName(setting.getKey()));
            environment.add(value.apply(setting.getValue()));
        }
        return environment;
    }

    private static void collect(Class<?> group, String prefix) {
        for (Method setting : group.getDeclaredMethods()) {
            String property = prefix + "." + kebab(setting.getName());
            Class<?> type = setting.getReturnType();
            if (isGroup(type)) {
                collect(type, property);
            } else if (type == int.class || type == long.class) {
                long least = bound(setting, Min.class).value();
                long most = bound(setting, Max.class).value();
                BOUNDS.put(
                        property,
                        new Bounds(
                                "" + least,
                                "" + most,
                                "" + (least - 1),
                                BigInteger.valueOf(most).add(BigInteger.ONE).toString()));
            } else if (type == Duration.class) {
                DurationMin least = bound(setting, DurationMin.class);
                DurationMax most = bound(setting, DurationMax.class);
                BOUNDS.put(
                        property,
                        new Bounds(
                                least.millis() + "ms",
                                most.days() + "d",
                                "PT" + (least.millis() - 1) / 1000.0 + "S",
                                (most.days() + 1) + "d"));
            }
        }
    }

    private static <A extends Annotation> A bound(Method setting, Class<A> annotation) {
        return Objects.requireNonNull(
                setting.getAnnotation(annotation), setting + " needs @" + annotation.getSimpleName());
    }

    private static boolean isGroup(Class<?> type) {
        return type.isInterface() && type.getName().startsWith(RoomcastConfig.class.getName() + "$");
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
