package dev.roomcast.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {

    @Test
    void contentComesAsItWasWritten() throws BadMessageException {
        Body body =
                read(" { \"x\": {\"content\": 1}, \"content\" :  {\"a\" : 1.50e3,\"é\":\"\\u00e9\"} , \"n\": null} ");
        assertThat(body.raw("content")).isEqualTo("{\"a\" : 1.50e3,\"é\":\"\\u00e9\"}");
        assertThat(body.has("n")).isFalse();
    }

    @Test
    void anObjectInsideNamesItsFieldsByTheirPath() throws BadMessageException {
        Body user = read("{\"user\": {\"id\": \"ada\", \"username\": 7}}").object("user", Set.of("id", "username"));
        assertThat(user.string("id")).isEqualTo("ada");
        BadMessageException bad = catchThrowableOfType(BadMessageException.class, () -> user.string("username"));
        assertThat(bad.field()).isEqualTo("user.username");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{}x", "{'a':1}", "{\"content\":01}", "\uFEFF{}", "{\"x\":\"\\ud800\"}"})
    void whatIsNotJsonIsToldSo(String text) {
        assertThat(refusal(text.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo(ErrorCode.BAD_JSON);
    }

    @Test
    void soIsWhatIsNotUtf8() {
        assertThat(refusal(new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'})
                        .code())
                .isEqualTo(ErrorCode.BAD_JSON);
        assertThat(refusal(null).code()).isEqualTo(ErrorCode.BAD_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "\"{}\"", "null"})
    void whatIsNoObjectIsABadRequest(String text) {
        assertThat(refusal(text.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @Test
    void depthIsCountedWithTheBody() throws BadMessageException {
        assertThat(read("{\"content\":" + "[".repeat(63) + "]".repeat(63) + "}").has("content"))
                .isTrue();
        String tooDeep = "{\"content\":" + "[".repeat(64) + "]".repeat(64) + "}";
        assertThat(refusal(tooDeep.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo(ErrorCode.BAD_REQUEST);
        String hopeless = "{\"x\":" + "[".repeat(30_000);
        assertThat(refusal(hopeless.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    private static Body read(String text) throws BadMessageException {
        return Body.read(text.getBytes(StandardCharsets.UTF_8), Set.of("content", "user", "n"));
    }

    private static BadMessageException refusal(byte[] json) {
        return catchThrowableOfType(BadMessageException.class, () -> Body.read(json, Set.of("content")));
    }
}
