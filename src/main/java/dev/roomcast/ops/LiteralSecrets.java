package dev.roomcast.ops;

import java.util.Set;
import jakarta.annotation.Priority;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Expressions;

/**
 * Secrets given by an environment variable or a system property are taken character by character. The configuration
 * expands expressions in every value: a random secret with {@code $$}, <code>${x:y}</code> or {@code \\$} in it would
 * silently become another one. In files, where expressions are written on purpose, they are expanded.
 */
@Priority(LiteralSecrets.BEFORE_EXPRESSIONS)
public final class LiteralSecrets implements ConfigSourceInterceptor {

    /** Above the priority of SmallRye Config's ExpressionConfigSourceInterceptor: the highest is called first. */
    static final int BEFORE_EXPRESSIONS = 3_400;

    private static final Set<String> SECRETS =
            Set.of("jwt.secret", "roomcast.guests.secret", "smallrye.jwt.verify.secretkey", "quarkus.redis.password");

    private static final Set<String> LITERAL_SOURCES = Set.of("EnvConfigSource", "SysPropConfigSource");

    /** Made by SmallRye Config. */
    public LiteralSecrets() {}

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (SECRETS.contains(name)) {
            ConfigValue literal = Expressions.withoutExpansion(() -> context.proceed(name));
            if (literal != null && LITERAL_SOURCES.contains(literal.getConfigSourceName())) {
                return literal;
            }
        }
        return context.proceed(name);
    }
}
