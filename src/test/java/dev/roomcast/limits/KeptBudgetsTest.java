package dev.roomcast.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import dev.roomcast.testing.TestConfig;

/** Which budgets are kept, for how long, and what of them other instances hear. */
class KeptBudgetsTest {

    private static final int CREATES = 100;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Budgets budgets = budgets("roomcast.limits.user.creates-per-minute", "" + CREATES);

    private Budgets budgets(String name, String value) {
        return new Budgets(TestConfig.of(Map.of(name, value)), registry);
    }

    private double kept(Scope scope) {
        return registry.get("roomcast.limits.budgets")
                .tag("scope", scope.label())
                .gauge()
                .value();
    }

    @Test
    void whoeverComesFromEverywhereTakesBoundedMemoryAndHasABudgetAllTheSame() {
        for (int i = 0; i < 50_000; i++) {
            budgets.ofAddress("10." + i).charge(Cost.CREATES, 1);
        }
        assertThat(kept(Scope.ADDRESS)).isEqualTo(20_000);
        Budget shared = budgets.ofAddress("203.0.113.1");
        shared.charge(Cost.CREATES, 1_000_000);
        assertThat(budgets.ofAddress("203.0.113.2").retryAfterMs(Cost.CREATES)).isPositive();
        assertThat(budgets.ofAddress("10.1").retryAfterMs(Cost.CREATES)).isZero();
    }

    @Test
    void aBudgetThatIsFullIsForgottenAndOneThatIsNotIsKept() {
        budgets.ofUser("quiet").retryAfterMs(Cost.CREATES);
        budgets.ofUser("busy").charge(Cost.CREATES, CREATES);
        assertThat(kept(Scope.USER)).isEqualTo(2);
        budgets.sweep();
        assertThat(kept(Scope.USER)).isEqualTo(1);
        assertThat(budgets.ofUser("busy").retryAfterMs(Cost.CREATES)).isPositive();
    }

    @Test
    void whatIsSpentIsReportedOnceAndNotBeforeItIsATwentiethOfTheBurst() {
        Budget user = budgets.ofUser("ann");
        user.charge(Cost.CREATES, CREATES / 20 - 1);
        assertThat(budgets.takeUnreported()).isEmpty();
        user.charge(Cost.CREATES, 1);
        assertThat(budgets.takeUnreported().get("ann")[Cost.CREATES.ordinal()]).isEqualTo(CREATES / 20);
        assertThat(budgets.takeUnreported()).isEmpty();
    }

    @Test
    void whatWasSpentElsewhereCountsAndIsNotReportedAgain() {
        long[] spent = new long[Cost.COUNT];
        spent[Cost.CREATES.ordinal()] = CREATES;
        budgets.spentElsewhere("ann", spent);
        assertThat(budgets.ofUser("ann").retryAfterMs(Cost.CREATES)).isPositive();
        assertThat(budgets.ofUser("ann").retryAfterMs(Cost.JOINS)).isZero();
        assertThat(budgets.takeUnreported()).isEmpty();
    }

    @Test
    void aReportOfAnOlderOrNewerVersionIsTakenAsFarAsItGoes() {
        budgets.spentElsewhere("ann", new long[] {1});
        budgets.spentElsewhere("ann", new long[Cost.COUNT + 3]);
        assertThat(budgets.ofUser("ann").retryAfterMs(Cost.CREATES)).isZero();
    }

    @Test
    void aRequestMayCostMoreThanIsLeftAndIsPaidBackBeforeTheNext() {
        Budget user = budgets.ofUser("ann");
        assertThat(user.retryAfterMs(Cost.CREATES)).isZero();
        user.charge(Cost.CREATES, 2 * CREATES);
        assertThat(user.retryAfterMs(Cost.CREATES)).isBetween(50_000L, 61_000L);
    }

    @Test
    void aLimitOfNothingIsOff() {
        Budgets unlimited = budgets("roomcast.limits.user.creates-per-minute", "0");
        Budget user = unlimited.ofUser("ann");
        user.charge(Cost.CREATES, Integer.MAX_VALUE);
        assertThat(user.retryAfterMs(Cost.CREATES)).isZero();
        assertThat(unlimited.takeUnreported()).isEmpty();
    }

    @Test
    void whereConnectionsMaySendAnyNumberOfMessagesSoMayUsersAndAddresses() {
        Budgets unlimited = budgets("roomcast.limits.messages-per-second", "0");
        unlimited.ofUser("ann").charge(Cost.MESSAGES, 1_000_000);
        unlimited.ofAddress("192.0.2.1").charge(Cost.MESSAGES, 1_000_000);
        assertThat(unlimited.ofUser("ann").retryAfterMs(Cost.MESSAGES)).isZero();
        assertThat(unlimited.ofAddress("192.0.2.1").retryAfterMs(Cost.MESSAGES)).isZero();
    }
}
