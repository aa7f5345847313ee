package dev.roomcast.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class PayloadTest {

    @Test
    void whatIsWrittenIsReadAgain() {
        String text = new Payload(128).text(99_999, 15, Integer.MAX_VALUE, 123_456_789, -2L);

        ByteBuf in = Unpooled.copiedBuffer("{\"content\":\"" + text + "\"}", StandardCharsets.US_ASCII);
        int at = in.indexOf(0, in.writerIndex(), Payload.MARK);
        assertThat(text).hasSize(128);
        assertThat(Payload.room(in, at)).isEqualTo(99_999);
        assertThat(Payload.sender(in, at)).isEqualTo(15);
        assertThat(Payload.sequence(in, at)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Payload.number(in, at)).isEqualTo(123_456_789);
        assertThat(Payload.sentAt(in, at)).isEqualTo(-2L);
    }

    @Test
    void theMarkStandsOnceInAPayload() {
        String text = new Payload(20_000).text(1, 2, 3, 4, 5);

        assertThat(text).hasSize(20_000);
        assertThat(text.lastIndexOf(Payload.MARK)).isZero();
    }

    @Test
    void aPayloadTooShortForItsNumbersIsRefused() {
        assertThatThrownBy(() -> new Payload(48)).hasMessageContaining("49");
    }
}
