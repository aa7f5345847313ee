package dev.roomcast.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.roomcast.auth.KeysUnavailableException;
import dev.roomcast.broker.BrokerException;
import dev.roomcast.broker.BrokerException.Reason;
import dev.roomcast.presence.BadCursorException;
import dev.roomcast.room.TooLargeException;

/** What callers are told of each failure that they are told of. */
class RequestErrorTest {

    /** Carries the error that it was made with, whatever that is. */
    private static final String ANY_ERROR = "dev.roomcast.session.ErrorException";

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new BrokerException(Reason.NOT_FOUND), RequestError.of(ErrorCode.NOT_FOUND)),
                Arguments.of(
                        new BrokerException(Reason.NOT_AUTHOR),
                        new RequestError(ErrorCode.FORBIDDEN, null, Right.MODERATE, null, null, null)),
                Arguments.of(
                        new BrokerException(Reason.TOO_MANY_ROOMS),
                        new RequestError(
                                ErrorCode.LIMIT_EXCEEDED, null, null, "roomcast.limits.max-rooms", null, null)),
                Arguments.of(
                        new BrokerException(Reason.TOO_MANY_REVOCATIONS),
                        new RequestError(
                                ErrorCode.LIMIT_EXCEEDED, null, null, "roomcast.auth.max-revocations", null, null)),
                Arguments.of(
                        new BrokerException(Reason.UNAVAILABLE, "m1"),
                        new RequestError(ErrorCode.UNAVAILABLE, null, null, null, null, "m1")),
                Arguments.of(new KeysUnavailableException(), RequestError.of(ErrorCode.UNAVAILABLE)),
                Arguments.of(new TooLargeException(), RequestError.of(ErrorCode.TOO_LARGE)),
                Arguments.of(
                        new BadCursorException(),
                        new RequestError(ErrorCode.BAD_REQUEST, "cursor", null, null, null, null)),
                Arguments.of(
                        new BadMessageException(ErrorCode.BAD_REQUEST, "roomId", "r1"),
                        new RequestError(ErrorCode.BAD_REQUEST, "roomId", null, null, null, null)),
                Arguments.of(
                        new BadMessageException(ErrorCode.BAD_JSON, null, null), RequestError.of(ErrorCode.BAD_JSON)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aKnownFailureIsToldAsItsErrorAlsoOutOfAStage(Exception failure, RequestError error) {
        assertThat(RequestError.of(failure)).isEqualTo(error);
        assertThat(RequestError.of(new CompletionException(failure))).isEqualTo(error);
    }

    @Test
    void anyOtherFailureIsAFaultOfTheServer() {
        assertThat(RequestError.of(new IllegalStateException())).isNull();
        assertThat(RequestError.of(new CompletionException(new IllegalStateException())))
                .isNull();
    }

    @Test
    void noReasonOfTheBrokerIsLeftOut() {
        assertThat(failures()
                        .map(known -> known.get()[0])
                        .filter(BrokerException.class::isInstance)
                        .map(failure -> ((BrokerException) failure).reason()))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(Reason.values()));
    }

    @Test
    void noKnownFailureIsLeftOut() {
        Stream<String> known = new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests()).importPackages("dev.roomcast").stream()
                        .filter(type -> !type.isInterface() && type.isAssignableTo(RequestError.Cause.class))
                        .map(JavaClass::getName)
                        .filter(name -> !name.equals(ANY_ERROR));
        assertThat(failures()
                        .map(failure -> failure.get()[0].getClass().getName())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(known.toList());
    }
}
