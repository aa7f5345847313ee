package dev.roomcast.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.RoomcastConfig.RoomRule;
import dev.roomcast.protocol.Right;

/**
 * Tells what holds in a room: what the first matching rule of {@code roomcast.rooms} says of each matter, and where none
 * says anything, the settings for all rooms. Immutable, to be asked on any thread; allocates only where a rule matches that
 * is about more than rights.
 */
@Singleton
public class RoomPolicies {

    private final RoomPolicy everywhere;
    private final Rule[] rules;

    /** Those that are about more than rights, the last first: what comes later is overridden. */
    private final Rule[] overriding;

    private record Rule(int index, RoomPattern pattern, RoomRule settings) {

        static Rule of(int index, RoomRule settings) {
            return new Rule(index, RoomPattern.of(settings.match()), settings);
        }

        boolean isAboutMoreThanRights() {
            return settings.history().maxMessages().isPresent()
                    || settings.history().maxBytes().isPresent()
                    || settings.history().retention().isPresent()
                    || settings.presence().events().isPresent()
                    || settings.batch().maxMessages().isPresent()
                    || settings.batch().maxDelay().isPresent();
        }

        RoomPolicy over(RoomPolicy policy) {
            return new RoomPolicy(
                    settings.history().maxMessages().orElse(policy.historyMaxMessages()),
                    settings.history().maxBytes().orElse(policy.historyMaxBytes()),
                    settings.history().retention().map(Duration::toMillis).orElse(policy.retentionMillis()),
                    settings.presence().events().orElse(policy.presenceEvents()),
                    settings.batch().maxMessages().orElse(policy.batchMaxMessages()),
                    settings.batch().maxDelay().map(Duration::toMillis).orElse(policy.batchMaxDelayMillis()));
        }
    }

    /** Reads the settings. */
    @Inject
    public RoomPolicies(RoomcastConfig config) {
        everywhere = new RoomPolicy(
                config.history().maxMessages(),
                config.history().maxBytes(),
                config.history().retention().toMillis(),
                true,
                config.batch().maxMessages(),
                config.batch().maxDelay().toMillis());
        rules = new Rule[config.rooms().size()];
        List<Rule> lastFirst = new ArrayList<>();
        for (int i = 0; i < rules.length; i++) {
            rules[i] = Rule.of(i, config.rooms().get(i));
            if (rules[i].isAboutMoreThanRights()) {
                lastFirst.add(0, rules[i]);
            }
        }
        overriding = lastFirst.toArray(Rule[]::new);
    }

    /** What holds in that room. */
    public RoomPolicy of(String room) {
        RoomPolicy policy = everywhere;
        for (Rule rule : overriding) {
            if (rule.pattern.matches(room)) {
                policy = rule.over(policy);
            }
        }
        return policy;
    }

    /** How long messages may be kept, in any room: each length once, in milliseconds. */
    public Set<Long> retentionsMillis() {
        Set<Long> all = new TreeSet<>();
        all.add(everywhere.retentionMillis());
        for (Rule rule : overriding) {
            rule.settings.history().retention().ifPresent(retention -> all.add(retention.toMillis()));
        }
        return all;
    }

    /** The rights that the rules leave to tokens in that room; {@code admin} and {@code service} are not narrowed. */
    public Set<Right> rightsLeft(String room) {
        Set<Right> left = EnumSet.allOf(Right.class);
        for (Rule rule : rules) {
            if (rule.pattern.matches(room)) {
                rule.settings.rights().ifPresent(left::retainAll);
            }
        }
        return left;
    }

    /** The rules that match that room, by the names that they have in the settings. */
    public List<String> matching(String room) {
        List<String> names = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.pattern.matches(room)) {
                names.add("roomcast.rooms[" + rule.index + "]");
            }
        }
        return names;
    }
}
