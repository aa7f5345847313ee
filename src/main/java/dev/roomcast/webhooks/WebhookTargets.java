package dev.roomcast.webhooks;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.ConfigurationException;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.broker.EventKind;
import dev.roomcast.broker.EventRules;
import dev.roomcast.policy.RoomPattern;

/** The targets that the settings name. One that makes no sense stops the start with a sentence that names the setting. */
@Singleton
public final class WebhookTargets implements EventRules {

    private static final String SECRET_PREFIX = "whsec_";
    private static final int SHORTEST_SECRET = 24;
    private static final int LONGEST_SECRET = 64;
    private static final int MOST_SECRETS = 2;

    /** What is queued of each kind is decided for each target, so that a message costs next to nothing. */
    private static final int MOST_TARGETS = 32;

    private final List<WebhookTarget> targets;
    private final List<String> names;
    private final Bounds bounds;

    WebhookTargets(RoomcastConfig config) {
        RoomcastConfig.Webhooks settings = config.webhooks();
        List<WebhookTarget> read = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (int i = 0; i < settings.targets().size(); i++) {
            WebhookTarget target = target(settings.targets().get(i), i);
            if (!known.add(target.name())) {
                throw rejection(i, "name", "\"" + target.name() + "\"", "another target has that name");
            }
            read.add(target);
        }
        if (read.size() > MOST_TARGETS) {
            throw rejection(MOST_TARGETS, "name", "one more target", "there may be " + MOST_TARGETS);
        }
        targets = List.copyOf(read);
        names = targets.stream().map(WebhookTarget::name).toList();
        bounds = new Bounds(settings.maxPending(), settings.maxPendingBytes(), settings.maxFailed());
    }

    private static WebhookTarget target(RoomcastConfig.WebhookTarget settings, int index) {
        return new WebhookTarget(
                settings.name(),
                url(settings, index),
                secrets(settings.secrets(), index),
                kinds(settings.events().orElse(List.of()), index),
                settings.rooms().stream().map(RoomPattern::of).toList(),
                settings.allowPrivate());
    }

    private static URI url(RoomcastConfig.WebhookTarget settings, int index) {
        String schemes = settings.allowPrivate() ? "https or http" : "https, or http with allow-private,";
        try {
            URI url = new URI(settings.url());
            boolean tls = "https".equals(url.getScheme());
            if ((tls || (settings.allowPrivate() && "http".equals(url.getScheme())))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException bad) {
            // Told below.
        }
        // Not the value: there may be a secret in it.
        throw rejection(
                index,
                "url",
                "no address for webhooks",
                "it is a URL with " + schemes + " and a host, without user and fragment");
    }

    private static List<byte[]> secrets(List<String> settings, int index) {
        String expected = "it is one or two secrets, each " + SECRET_PREFIX + " and " + SHORTEST_SECRET + " to "
                + LONGEST_SECRET + " bytes in base64, as \"" + SECRET_PREFIX + "$(openssl rand -base64 32)\" makes one";
        if (settings.isEmpty() || settings.size() > MOST_SECRETS) {
            throw rejection(index, "secrets", settings.size() + " secrets", expected);
        }
        List<byte[]> secrets = new ArrayList<>();
        for (String setting : settings) {
            byte[] secret = setting.startsWith(SECRET_PREFIX) ? decoded(setting) : null;
            if (secret == null || secret.length < SHORTEST_SECRET || secret.length > LONGEST_SECRET) {
                throw rejection(index, "secrets", "of another form", expected);
            }
            secrets.add(secret);
        }
        return secrets;
    }

    private static byte[] decoded(String setting) {
        try {
            return Base64.getDecoder().decode(setting.substring(SECRET_PREFIX.length()));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static Set<EventKind> kinds(List<String> settings, int index) {
        if (settings.isEmpty()) {
            return EnumSet.allOf(EventKind.class);
        }
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        for (String setting : settings) {
            EventKind kind = EventKind.named(setting.strip().toLowerCase(Locale.ROOT));
            if (kind == null) {
                String all =
                        Stream.of(EventKind.values()).map(EventKind::wireName).collect(Collectors.joining(", "));
                throw rejection(index, "events", "\"" + setting + "\"", "the events are " + all);
            }
            kinds.add(kind);
        }
        return kinds;
    }

    private static ConfigurationException rejection(int index, String setting, String value, String expected) {
        return new ConfigurationException("roomcast.webhooks.targets[" + index + "]." + setting
                + " (ROOMCAST_WEBHOOKS_TARGETS_" + index + "__" + setting.toUpperCase(Locale.ROOT) + ") is " + value
                + ", but " + expected + ".");
    }

    @Override
    public boolean isOn() {
        return !targets.isEmpty();
    }

    @Override
    public String wanted(String room) {
        if (targets.size() == 1) {
            WebhookTarget only = targets.get(0);
            return only.isIn(room) ? codes(only.kinds()) : "";
        }
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        for (WebhookTarget target : targets) {
            if (target.isIn(room)) {
                kinds.addAll(target.kinds());
            }
        }
        return codes(kinds);
    }

    private static String codes(Set<EventKind> kinds) {
        char[] codes = new char[kinds.size()];
        int at = 0;
        for (EventKind kind : kinds) {
            codes[at++] = kind.code();
        }
        return new String(codes);
    }

    @Override
    public List<String> targets() {
        return names;
    }

    @Override
    public Bounds bounds() {
        return bounds;
    }

    /** All of them, in the order of the settings. */
    List<WebhookTarget> all() {
        return targets;
    }
}
