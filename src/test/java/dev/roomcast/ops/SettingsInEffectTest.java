package dev.roomcast.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which values of settings an administrator is shown. */
class SettingsInEffectTest {

    @ParameterizedTest
    @CsvSource({
        "roomcast.guests.secret,        hush,    (set)",
        "roomcast.guests.secretkey,     hush,    (set)",
        "roomcast.store.password,       hush,    (set)",
        "roomcast.guests.secret,        '',      ''",
        "roomcast.drain.timeout,        10s,     10s",
        "roomcast.redis.key-prefix,     shop:,   shop:",
        "roomcast.some.url, https://ann:hush@a.example/b, https://…@a.example/b",
    })
    void secretsAreNotShown(String name, String value, String shown) {
        assertThat(SettingsInEffect.shown(name, value)).isEqualTo(shown);
    }
}
