package dev.roomcast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomPatternTest {

    @ParameterizedTest
    @CsvSource({
        "*, a, true",
        "*, team-7, true",
        "team-*, team-, true",
        "team-*, team-7, true",
        "team-*, steam-7, false",
        "*-7, team-7, true",
        "*-7, team-77, false",
        "a*b*c, abc, true",
        "a*b*c, axxbyyc, true",
        "a*b*c, axxcyyb, false",
        "ab*ba, aba, false",
        "ab*ba, abba, true",
        "a**b, ab, true",
        "*a*, bab, true",
        "*a*, bbb, false",
        "a*a*a, aa, false",
        "lobby, lobby, true",
        "lobby, lobby2, false",
        "te.m, team, false",
        "a*bc*c, abc, false",
    })
    void aStarStandsForAnyCharacters(String pattern, String room, boolean matches) {
        assertThat(RoomPattern.of(pattern).matches(room)).isEqualTo(matches);
    }

    @Test
    void theUserIdIsTakenAsItIs() {
        RoomPattern own = RoomPattern.of("user:{userId}", "*");
        assertThat(own.matches("user:*")).isTrue();
        assertThat(own.matches("user:ada")).isFalse();
        assertThat(RoomPattern.of("{userId}-*", "{userId}").matches("{userId}-x"))
                .isTrue();
        assertThat(RoomPattern.of("*:{userId}:*", "ada").matches("dm:ada:bob")).isTrue();
    }

    @Test
    void withoutAUserTheBracesAreBraces() {
        assertThat(RoomPattern.of("user:{userId}").matches("user:{userId}")).isTrue();
    }

    @Test
    void aHostilePatternCostsNoMoreThanALongOne() {
        RoomPattern hostile = RoomPattern.of("a*".repeat(4_000) + "b");
        Assertions.assertTimeout(Duration.ofSeconds(1), () -> {
            for (int i = 0; i < 10_000; i++) {
                assertThat(hostile.matches("a".repeat(128))).isFalse();
            }
        });
    }
}
