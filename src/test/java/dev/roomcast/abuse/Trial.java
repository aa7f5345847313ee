package dev.roomcast.abuse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One attack on a running server, with bystanders and newcomers; and what came of it. */
final class Trial {

    private static final int LEFT = 4; // the bystanders themselves
    private static final int SHOWN_ERRORS = 3;

    private Trial() {}

    /** How attackers are brought up; returns what they found when their time is over. */
    @FunctionalInterface
    interface Offence {
        List<String> carryOut(Attack attack, int port, Duration time);
    }

    /** Attackers in this process. */
    static List<String> here(Attack attack, int port, Duration time) {
        try (Attackers attackers = new Attackers(port, time)) {
            attack.assault().run(attackers);
            return attackers.findings();
        }
    }

    /**
     * Runs it.
     *
     * @param warmUp how long bystanders are alone before what they see counts
     */
    static Outcome run(Attack attack, Target target, Duration warmUp, Duration time, Offence offence) {
        int logged = target.logLines();
        try (Newcomers newcomers = new Newcomers(target.server());
                Bystanders bystanders = new Bystanders(target.server().http())) {
            newcomers.begin();
            sleep(warmUp);
            bystanders.beginMeasuring();
            newcomers.beginMeasuring();
            try (ResidentSet memory = new ResidentSet(target.process().pid())) {
                List<String> faults = new ArrayList<>(
                        offence.carryOut(attack, target.server().http().getPort(), time));
                Bystanders.Observed seen = bystanders.finish();
                double joinMax = newcomers.finish();
                faults.addAll(aftermath(target, logged));
                return new Outcome(attack, seen, joinMax, newcomers.missing(), memory.growth(), faults);
            }
        }
    }

    private static List<String> aftermath(Target target, int logged) {
        List<String> faults = new ArrayList<>();
        if (!target.isLive()) {
            faults.add("the server is not live");
            return faults;
        }
        int left = target.connectionsDownTo(LEFT) - LEFT;
        if (left > 0) {
            faults.add(left + " connections are still counted");
        }
        List<String> errors = target.errors(logged);
        if (!errors.isEmpty()) {
            faults.add(errors.size() + " ERROR lines");
            errors.stream().limit(SHOWN_ERRORS).forEach(System.err::println);
        }
        return faults;
    }

    private static void sleep(Duration duration) {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
