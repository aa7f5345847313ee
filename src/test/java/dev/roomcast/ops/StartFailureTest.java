package dev.roomcast.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.ConfigurationException;
import org.junit.jupiter.api.Test;

class StartFailureTest {

    @Test
    void aValueOfAnotherKindIsNamedInBothForms() {
        assertThat(StartFailure.sentence("java.lang.IllegalArgumentException: SRCFG00039: The config property"
                        + " roomcast.limits.max-connections with the config value \"abc\" threw an Exception whilst"
                        + " being converted SRCFG00029: Expected an integer value, got \"abc\""))
                .isEqualTo(
                        "roomcast.limits.max-connections (ROOMCAST_LIMITS_MAX_CONNECTIONS) is \"abc\", which is not a"
                                + " valid value: Expected an integer value, got \"abc\".");
    }

    @Test
    void aPasswordInAnAddressIsNotShown() {
        assertThat(StartFailure.sentence("SRCFG00039: The config property quarkus.redis.hosts with the config value"
                        + " \"redis://:a p@ss@host:6379\" threw an Exception whilst being converted Illegal character in"
                        + " authority at index 8: redis://:a p@ss@host:6379"))
                .isEqualTo("quarkus.redis.hosts (QUARKUS_REDIS_HOSTS) is \"redis://***@host:6379\", which is not a"
                        + " valid value: Illegal character in authority at index 8: redis://***@host:6379.");
    }

    @Test
    void thePortIsNamedAsItIsDocumented() {
        assertThat(Setting.names("quarkus.http.port")).isEqualTo("quarkus.http.port (PORT)");
        assertThat(Setting.names("roomcast.rooms[0].match"))
                .isEqualTo("roomcast.rooms[0].match (ROOMCAST_ROOMS_0__MATCH)");
    }

    @Test
    void ourOwnSentencesStayAsTheyAre() {
        assertThat(StartFailure.sentences(new ConfigurationException("PORT is wrong.")))
                .containsExactly("PORT is wrong.");
    }

    @Test
    void aFaultOfOursIsNoSentence() {
        assertThat(StartFailure.sentences(new IllegalStateException("bug"))).isEmpty();
    }
}
