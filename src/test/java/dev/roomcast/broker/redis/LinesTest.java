package dev.roomcast.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

/** How what the scripts put together is read, and that nothing else is. */
class LinesTest {

    @Test
    void wordsNumbersBytesAndTheRestOfALineAreReadInTurn() {
        Lines lines = lines("P0abc-1 1\n41 -1 1700000000000 3\na\nb7 käse und brot\n");
        assertThat(lines.word()).isEqualTo("P0abc-1");
        assertThat(lines.number()).isEqualTo(1);
        assertThat(lines.number()).isEqualTo(41);
        assertThat(lines.number()).isEqualTo(-1);
        assertThat(lines.number()).isEqualTo(1_700_000_000_000L);
        assertThat(lines.number()).isEqualTo(3);
        assertThat(lines.bytes(3)).isEqualTo("a\nb".getBytes(StandardCharsets.UTF_8));
        assertThat(lines.number()).isEqualTo(7);
        assertThat(lines.line()).isEqualTo("käse und brot");
        assertThat(lines.isThrough()).isTrue();
    }

    @Test
    void theLastLineNeedsNoEnd() {
        Lines lines = lines("1 2 ");
        assertThat(lines.number()).isEqualTo(1);
        assertThat(lines.number()).isEqualTo(2);
        assertThat(lines.line()).isEmpty();
        assertThat(lines.isThrough()).isTrue();
    }

    @Test
    void whatIsNoNumberOrLongerThanAllIsRefused() {
        assertThatThrownBy(() -> lines("4x").number()).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> lines(" 4").number()).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> lines("").number()).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> lines("abc").bytes(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> lines("abc").bytes(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> lines("abc").bytes(2_000_000_000)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static Lines lines(String text) {
        return new Lines(text.getBytes(StandardCharsets.UTF_8), 0);
    }
}
