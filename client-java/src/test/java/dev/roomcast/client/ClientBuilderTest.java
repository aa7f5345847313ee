package dev.roomcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client takes, and what it refuses. */
class ClientBuilderTest {

    @ParameterizedTest
    @CsvSource({
        "ws://a.example/ws, 'ws://a.example/ws?features=batch,gzip'",
        "wss://a.example/chat?tenant=1, 'wss://a.example/chat?tenant=1&features=batch,gzip'"
    })
    void asksForWhatItCanTake(String address, String asked) {
        assertThat(RoomcastClient.builder(URI.create(address)).settings(() -> 0).address())
                .hasToString(asked);
    }

    @Test
    void numbersThatMakeNoSenseAreRefusedByName() {
        ClientBuilder builder = RoomcastClient.builder(URI.create("ws://a.example/ws"));
        assertThatThrownBy(() -> builder.window(0)).hasMessageContaining("window");
        assertThatThrownBy(() -> builder.requestTimeout(Duration.ZERO)).hasMessageContaining("requestTimeout");
        assertThatThrownBy(() -> builder.sendRate(Double.NaN, 1)).hasMessageContaining("sendRate");
        assertThatThrownBy(() -> RoomcastClient.builder(URI.create("http://a.example")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http:");
        assertThatThrownBy(() -> new Position("e", -1)).hasMessageContaining("-1");
    }

    @Test
    void aFrameThatUnpacksToMoreThanAnyIsRefused() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[1_001]);
        }
        String data = Base64.getEncoder().encodeToString(packed.toByteArray());
        assertThat(Unpack.unpack(data, 1_001)).hasSize(1_001);
        assertThatThrownBy(() -> Unpack.unpack(data, 1_000)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Unpack.unpack("no base64!", 1_000)).isInstanceOf(IOException.class);
    }
}
