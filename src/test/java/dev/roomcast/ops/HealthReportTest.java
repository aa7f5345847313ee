package dev.roomcast.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import dev.roomcast.ops.HealthReport.Status;
import dev.roomcast.protocol.ErrorCode;

class HealthReportTest {

    @Test
    void aServerAtEaseIsHealthy() {
        assertThat(report(500, 80, 0.1).status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void tooMuchHeapOrTooManyConnectionsAreAWarning() {
        assertThat(report(501, 0, 0).status()).isEqualTo(Status.WARNING);
        assertThat(report(0, 81, 0).status()).isEqualTo(Status.WARNING);
    }

    @Test
    void aStoreOutOfReachIsAWarning() {
        assertThat(new HealthReport(0, 500, 0, 100, 0, 0, false, true).status()).isEqualTo(Status.WARNING);
    }

    @Test
    void aStoreThatMayDropWhatItTookIsAWarning() {
        assertThat(new HealthReport(0, 500, 0, 100, 0, 0, true, false).status()).isEqualTo(Status.WARNING);
    }

    @Test
    void faultsOfTheServerAreCritical() {
        assertThat(report(501, 81, 0.11).status()).isEqualTo(Status.CRITICAL);
    }

    @Test
    void aLimitThatIsOffWarnsOfNothing() {
        assertThat(new HealthReport(10_000, 0, 10_000, 0, 0, 0, true, true).status())
                .isEqualTo(Status.HEALTHY);
    }

    @Test
    void itReadsAsDocumented() {
        assertThat(report(501, 0, 0).toJson(0).encode())
                .startsWith("{\"status\":\"warning\",\"timestamp\":\"1970-01-01T00:00:00.000Z\",\"metrics\":{");
    }

    @Test
    void onlyInternalErrorsAreFaultsAndAMinuteLaterTheyAreForgotten() {
        ServerCounters counters = new ServerCounters(new SimpleMeterRegistry());
        for (int i = 0; i < 100; i++) {
            counters.received();
            counters.failed(i < 50 ? ErrorCode.BAD_REQUEST : ErrorCode.UNAVAILABLE);
        }
        assertThat(counters.faultShare()).isZero();
        for (int i = 0; i < 20; i++) {
            counters.failed(ErrorCode.INTERNAL);
        }
        assertThat(counters.faultShare()).isEqualTo(0.2);
        for (int second = 0; second < SlidingMinute.SECONDS; second++) {
            counters.tick();
        }
        assertThat(counters.faultShare()).isZero();
        assertThat(counters.failedTotal()).isEqualTo(120);
    }

    @Test
    void connectionsAreActiveOnceTheySaySomething() {
        ServerCounters counters = new ServerCounters(new SimpleMeterRegistry());
        ServerCounters.Connection one = counters.connectionOpened();
        ServerCounters.Connection other = counters.connectionOpened();
        one.received();
        assertThat(counters.connections()).isEqualTo(2);
        assertThat(counters.activeConnections()).isEqualTo(1);
        other.closed();
        other.closed();
        assertThat(counters.connections()).isEqualTo(1);
        assertThat(counters.peakConnections()).isEqualTo(2);
    }

    @Test
    void aMinuteSlides() {
        AtomicLong total = new AtomicLong();
        SlidingMinute minute = new SlidingMinute(total::get);
        for (int second = 0; second < 90; second++) {
            total.addAndGet(10);
            minute.tick();
        }
        assertThat(minute.sum()).isEqualTo(590);
        total.addAndGet(10);
        assertThat(minute.sum()).isEqualTo(600);
        assertThat(minute.perSecond()).isEqualTo(10);
    }

    private static HealthReport report(long heap, int connections, double faults) {
        return new HealthReport(heap, 500, connections, 100, faults, 0, true, true);
    }
}
