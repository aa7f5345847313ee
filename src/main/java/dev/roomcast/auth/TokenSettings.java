package dev.roomcast.auth;

import java.util.Optional;
import java.util.Set;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.config.JWTAuthContextInfoProvider;
import org.eclipse.microprofile.config.Config;
import org.jose4j.keys.HmacKey;

/**
 * The settings of SmallRye JWT, with what ours add: {@code JWT_SECRET} as the key of HS256, and no grace after a token's
 * end unless one is set.
 */
@Singleton
final class TokenSettings {

    /**
     * Reads them.
     *
     * @throws ConfigurationException where they give no key, or not a good one
     */
    @Produces
    @Alternative
    @Priority(1)
    @Singleton
    static JWTAuthContextInfo read(JWTAuthContextInfoProvider smallryeJwt, Config config) {
        Optional<byte[]> secret = JwtSettings.secret(config);
        boolean keysElsewhere = JwtSettings.keySetting(config).isPresent();
        if (secret.isEmpty() && !keysElsewhere && !JwtSettings.mayMakeKey()) {
            throw new ConfigurationException(
                    "There is no key to verify tokens with: set JWT_SECRET (property jwt.secret) to a random text of at least"
                            + " 32 bytes, or point MP_JWT_VERIFY_PUBLICKEY_LOCATION (property"
                            + " mp.jwt.verify.publickey.location) at the public key or JWKS of your identity provider.");
        }
        JWTAuthContextInfo settings = smallryeJwt.getContextInfo();
        settings.setClockSkew(JwtSettings.graceSeconds(config));
        if (!keysElsewhere) {
            settings.setPublicKeyContent(null);
            settings.setPublicKeyLocation(null);
            settings.setSecretVerificationKey(new HmacKey(secret.orElseGet(DevelopmentSecret::get)));
            settings.setSignatureAlgorithm(Set.of(SignatureAlgorithm.HS256));
            settings.setRelaxVerificationKeyValidation(false);
        }
        return settings;
    }
}
