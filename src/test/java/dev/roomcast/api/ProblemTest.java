package dev.roomcast.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.roomcast.broker.BrokerException;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RequestError;

/** The problem document of each error. */
class ProblemTest {

    @ParameterizedTest
    @CsvSource({
        "BAD_JSON, 400",
        "BAD_REQUEST, 400",
        "UNKNOWN_TYPE, 400",
        "UNAUTHENTICATED, 401",
        "FORBIDDEN, 403",
        "NOT_IN_ROOM, 403",
        "NOT_FOUND, 404",
        "TOO_LARGE, 413",
        "RATE_LIMITED, 429",
        "LIMIT_EXCEEDED, 503",
        "UNAVAILABLE, 503",
        "INTERNAL, 500"
    })
    void eachCodeHasItsStatus(ErrorCode code, int status) {
        Problem problem = Problem.of(code);
        assertThat(problem.status().getStatusCode()).isEqualTo(status);
        assertThat(problem.member("code")).isEqualTo(code.code());
    }

    @Test
    void aRateLimitSaysWhenToTryAgainInWholeSecondsToo() {
        Problem problem = Problem.of(RequestError.rateLimited(1_001));
        assertThat(problem.members()).containsEntry("retryAfterMs", 1_001L);
        assertThat(problem.headers()).isEqualTo(Map.of("Retry-After", "2"));
    }

    @Test
    void aStoreThatDidNotAnswerIsTriedAgainWithTheMessageId() {
        Problem problem = Problem.of(new BrokerException(BrokerException.Reason.UNAVAILABLE, "m1"));
        assertThat(problem.member("messageId")).isEqualTo("m1");
        assertThat(problem.headers()).isEqualTo(Map.of("Retry-After", "1"));
    }

    @Test
    void aLimitIsNamedByItsSetting() {
        Problem problem = Problem.of(new BrokerException(BrokerException.Reason.TOO_MANY_ROOMS));
        assertThat(problem.member("limit")).isEqualTo("roomcast.limits.max-rooms");
        assertThat(problem.headers()).isEqualTo(Map.of("Retry-After", "1"));
    }

    @Test
    void aProblemThatWasThrownIsItself() {
        Problem problem = Problem.badRequest("roomId");
        assertThat(Problem.of(problem.exception())).isSameAs(problem);
        assertThat(problem.member("field")).isEqualTo("roomId");
    }

    @Test
    void aFaultOfTheServerIsNone() {
        assertThat(Problem.of(new IllegalStateException("inside"))).isNull();
    }
}
