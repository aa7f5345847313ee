package dev.roomcast.auth;

import java.security.Key;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.jwt.KeyProvider;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.vertx.core.Vertx;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.UnresolvableKeyException;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.log.EventLog;
import dev.roomcast.protocol.AuthFailure;

/**
 * The keys that an identity provider publishes, fetched in the background and looked up without waiting.
 *
 * <p>They are fetched at the start, again when they are older than {@code smallrye.jwt.jwks.refresh-interval}, and when a
 * token names a key that is not among them. Anyone can send such tokens. So at most one fetch begins in
 * {@code roomcast.auth.key-refresh-interval}, for all tokens that came meanwhile, and a token whose key was published just
 * now waits for it with them: it is not refused because of what others sent before. Which names a fetch did not bring is
 * remembered for a while, and how many may wait is bounded.
 */
@Singleton
class RemoteKeys {

    /** Tokens that may wait for a fetch; more are told to try again. */
    private static final int MAX_WAITING = 1_000;

    /** Names of keys that are remembered as not there. */
    private static final int MAX_ABSENT = 1_000;

    /** How long they are: longer than a provider takes to publish a key on all its servers. */
    private static final long ABSENT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final EventLog LOG = EventLog.of(RemoteKeys.class);

    /** The keys, when they have to be fetched again, and until when they are good where that fails; by nanoTime. */
    private record Fetched(PublishedKeys keys, long staleAt, long goodUntil) {}

    private final JWTAuthContextInfo settings;
    private final SharedFetch fetch;
    private final Counter fetched;
    private final Counter failed;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<String, Long> absent = new LinkedHashMap<>();
    private volatile Fetched latest;
    private volatile boolean unreachable;

    @Inject
    RemoteKeys(JWTAuthContextInfo settings, Vertx vertx, RoomcastConfig config, MeterRegistry registry) {
        this.settings = settings;
        fetch = new SharedFetch(vertx, config.auth().keyRefreshInterval().toNanos(), this::fetchNow);
        fetched = counter(registry, "ok");
        failed = counter(registry, "failed");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("roomcast.auth.key.fetches")
                .description("Fetches of the identity provider's keys, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Whether the settings point at keys that an identity provider publishes. */
    static boolean isRemote(JWTAuthContextInfo settings) {
        return settings.getKeyProvider() != KeyProvider.AWS_ALB
                && !settings.isVerifyCertificateThumbprint()
                && settings.getPublicVerificationKey() == null
                && settings.getSecretVerificationKey() == null
                && settings.getPublicKeyLocation() != null
                && settings.getPublicKeyLocation().startsWith("http");
    }

    /** Begins the first fetch. */
    void fetchAtStart() {
        fetch.next();
    }

    /**
     * The key for that token, of those that were fetched. On any thread; never waits.
     *
     * @throws UnknownKeyException where it is not among them, and may be after the next fetch
     * @throws UnresolvableKeyException where there is none
     */
    Key keyFor(JsonWebSignature token) throws UnresolvableKeyException, UnknownKeyException {
        Fetched known = usable();
        if (known == null) {
            throw new UnknownKeyException(null);
        }
        if (System.nanoTime() - known.staleAt >= 0 && !fetch.isPausing()) {
            fetch.current();
        }
        return known.keys.find(token);
    }

    private Fetched usable() {
        Fetched known = latest;
        return known == null || System.nanoTime() - known.goodUntil >= 0 ? null : known;
    }

    /**
     * Waits for keys.
     *
     * @param keyId which one is missed; null where there are no keys at all
     * @return completes when it is worth looking again; fails with {@link TokenException} where it is not, with
     *     {@link KeysUnavailableException} where the provider does not answer, or too many wait
     */
    CompletionStage<Void> await(String keyId) {
        if (isAbsent(keyId)) {
            return CompletableFuture.failedFuture(new TokenException(AuthFailure.INVALID_TOKEN));
        }
        if (unreachable && fetch.isPausing()) {
            return CompletableFuture.failedFuture(new KeysUnavailableException());
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return CompletableFuture.failedFuture(new KeysUnavailableException());
        }
        CompletionStage<Void> over = usable() == null ? fetch.current() : fetch.next();
        return over.handle((done, failure) -> {
            waiting.decrementAndGet();
            if (failure != null) {
                throw new KeysUnavailableException();
            }
            if (!latest.keys.mayHave(keyId)) {
                noteAbsent(keyId);
                throw new TokenException(AuthFailure.INVALID_TOKEN);
            }
            return null;
        });
    }

    private boolean isAbsent(String keyId) {
        synchronized (absent) {
            Long since = keyId == null ? null : absent.get(keyId);
            return since != null && System.nanoTime() - since < ABSENT_NANOS;
        }
    }

    private void noteAbsent(String keyId) {
        synchronized (absent) {
            absent.remove(keyId);
            absent.put(keyId, System.nanoTime());
            if (absent.size() > MAX_ABSENT) {
                Iterator<String> oldest = absent.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    private Void fetchNow() throws UnresolvableKeyException {
        try {
            PublishedKeys keys = new PublishedKeys(settings);
            long staleAt = System.nanoTime() + TimeUnit.MINUTES.toNanos(Math.max(1, settings.getJwksRefreshInterval()));
            long retained = TimeUnit.MINUTES.toNanos(Math.max(0, settings.getJwksRetainCacheOnErrorDuration()));
            latest = new Fetched(keys, staleAt, staleAt + retained);
            fetched.increment();
            if (unreachable) {
                LOG.info("roomcast.auth.keys.available").write();
            }
            unreachable = false;
            return null;
        } catch (UnresolvableKeyException | RuntimeException failure) {
            failed.increment();
            if (!unreachable) {
                LOG.warn("roomcast.auth.keys.unavailable")
                        .with("location", settings.getPublicKeyLocation())
                        .because(failure)
                        .write();
            }
            unreachable = true;
            throw failure;
        }
    }
}
