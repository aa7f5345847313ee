package dev.roomcast.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    @ParameterizedTest
    @CsvSource({
        "https://app.example, https://app.example:443",
        "http://app.example, HTTP://App.Example:80",
        "https://b\u00fccher.example, https://xn--bcher-kva.example",
        "https://B\u00dcCHER.example, https://xn--bcher-kva.example:443",
        "http://under_score.example:8080, http://UNDER_score.example:8080",
        "http://[::1]:3000, http://[0:0:0:0:0:0:0:1]:3000",
        "capacitor://localhost, Capacitor://localhost",
    })
    void whatMeansTheSameIsEqual(String one, String other) {
        assertThat(Origin.parse(one)).isNotNull().isEqualTo(Origin.parse(other));
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example, http://app.example",
        "https://app.example, https://app.example:444",
        "https://app.example, https://app.example.evil",
        "https://app.example, https://xapp.example",
        "https://app_a.example, https://app-a.example",
    })
    void whatMeansSomethingElseIsNot(String one, String other) {
        assertThat(Origin.parse(one)).isNotNull().isNotEqualTo(Origin.parse(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "*",
                "app.example",
                "https://",
                "https://app.example/",
                "https://app.example/path",
                "https://user@app.example",
                "https://app.example:",
                "https://app.example:70000",
                "https://app.example:443:443",
                "https://app example",
                "https://app.example#x",
                "https://[::1",
                "https://[zz]",
                "://app.example"
            })
    void whatIsNoOriginIsNone(String text) {
        assertThat(Origin.parse(text)).isNull();
    }

    @Test
    void hostAndPortAreReadAsInTheHeader() {
        assertThat(Origin.of("https", "My_Host.example")).isEqualTo(Origin.parse("https://my_host.example:443"));
        assertThat(Origin.of("http", "my_host.example:3000")).isEqualTo(Origin.parse("http://my_host.example:3000"));
        assertThat(Origin.of("http", "a/b")).isNull();
    }
}
