package dev.roomcast.auth;

import java.util.Set;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;

/** Lets settings name the algorithm EdDSA as RFC 8037 writes it; SmallRye JWT knows it in capitals alone. */
public final class AlgorithmNames implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1L;

    private static final Set<String> SETTINGS =
            Set.of("mp.jwt.verify.publickey.algorithm", "smallrye.jwt.verify.algorithm");

    /** Made by SmallRye Config. */
    public AlgorithmNames() {}

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        return value != null && SETTINGS.contains(name) && value.getValue() != null
                ? value.withValue(value.getValue().replace("EdDSA", "EDDSA"))
                : value;
    }
}
