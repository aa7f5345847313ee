package dev.roomcast.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKeyTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:5000, 192.0.2.1",
        "192.0.2.1, 192.0.2.1",
        "[2001:db8::1]:5000, 2001:db8:0:0::/64",
        "[2001:db8:0:0:ffff::9]:1, 2001:db8:0:0::/64",
        "2001:db8:0:1::1, 2001:db8:0:1::/64",
        "[::ffff:192.0.2.1]:5000, 192.0.2.1",
        "unknown:0, unknown",
        "[not:an:address]:0, not:an:address"
    })
    void addressesOfOneSubscriberShareAKey(String remote, String key) {
        assertThat(AddressKey.of(remote)).isEqualTo(key);
    }
}
