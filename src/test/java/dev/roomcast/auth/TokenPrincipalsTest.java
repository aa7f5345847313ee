package dev.roomcast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.protocol.AuthFailure;
import dev.roomcast.protocol.Right;

class TokenPrincipalsTest {

    private static final byte[] SECRET = "a secret of at least thirty-two bytes".getBytes(StandardCharsets.UTF_8);
    private static final long IN_AN_HOUR = System.currentTimeMillis() / 1_000 + 3_600;

    private final TokenPrincipals tokens = tokens(plain());

    @Test
    void aGoodTokenIsAUser() {
        User user =
                verify(tokens, "{\"sub\":7,\"upn\":\"ada@example\",\"groups\":[\"user\"],\"exp\":" + IN_AN_HOUR + "}");
        assertThat(user.id()).isEqualTo("7");
        assertThat(user.ref().username()).isEqualTo("ada@example");
        assertThat(user.roles()).containsExactly("user");
        assertThat(user.expiresAt()).isEqualTo(IN_AN_HOUR * 1_000);
    }

    @Test
    void unknownRightsInRoomsAreIgnored() {
        User user = verify(
                tokens,
                "{\"userId\":\"ada\",\"rooms\":[{\"match\":\"u:{userId}\",\"rights\":[\"fly\",\"join\"]}],\"exp\":"
                        + IN_AN_HOUR + "}");
        assertThat(user.may(Right.JOIN, "u:ada")).isTrue();
        assertThat(user.may(Right.WRITE, "u:ada")).isFalse();
        assertThat(user.may(Right.JOIN, "u:bob")).isFalse();
    }

    @Test
    void anEndIsToldApartFromAFault() {
        assertThat(failure(tokens, signed("{\"userId\":\"ada\",\"exp\":1}", "HS256")))
                .isEqualTo(AuthFailure.EXPIRED_TOKEN);
        assertThat(failure(tokens, signed("{\"userId\":\"ada\",\"exp\":-1}", "HS256")))
                .isEqualTo(AuthFailure.EXPIRED_TOKEN);
        assertThat(failure(tokens, signed("{\"userId\":\"ada\"}", "HS256"))).isEqualTo(AuthFailure.INVALID_TOKEN);
    }

    @Test
    void anEndBeyondAllTimesIsStillATime() {
        assertThat(verify(tokens, "{\"userId\":\"ada\",\"exp\":1e300}").expiresAt())
                .isEqualTo(253_402_300_799_999L);
    }

    @Test
    void anotherAlgorithmThanTheKeysIsRefused() {
        String claims = "{\"userId\":\"ada\",\"exp\":" + IN_AN_HOUR + "}";
        assertThat(failure(tokens, signed(claims, "HS512"))).isEqualTo(AuthFailure.INVALID_TOKEN);
        String unsigned = base64("{\"alg\":\"none\"}") + "." + base64(claims) + ".";
        assertThat(failure(tokens, unsigned)).isEqualTo(AuthFailure.INVALID_TOKEN);
    }

    @Test
    void aNameGivenTwiceIsRefused() {
        String twice = "{\"userId\":\"ada\",\"userId\":\"bob\",\"exp\":" + IN_AN_HOUR + "}";
        assertThat(failure(tokens, signed(twice, "HS256"))).isEqualTo(AuthFailure.INVALID_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "eyJhbGciOjd9.e30.x", "eyJhbGciOiJIUzI1NiIsImNyaXQiOjd9.e30.x"})
    void garbageIsAnAnswerAndNoFault(String token) {
        assertThat(failure(tokens, token)).isEqualTo(AuthFailure.INVALID_TOKEN);
    }

    @Test
    void everyChangedCharacterMakesItForged() {
        String token = signed("{\"userId\":\"ada\",\"exp\":" + IN_AN_HOUR + "}", "HS256");
        String start = token.substring(0, token.length() - 1);
        for (char last = '-'; last <= 'z'; last++) {
            if (last != token.charAt(token.length() - 1)) {
                assertThat(failure(tokens, start + last)).isEqualTo(AuthFailure.INVALID_TOKEN);
            }
        }
        for (String added : new String[] {"=", "!", " ", "\n", "A", "."}) {
            assertThat(failure(tokens, token + added)).isEqualTo(AuthFailure.INVALID_TOKEN);
            assertThat(failure(tokens, start + added + token.charAt(token.length() - 1)))
                    .isEqualTo(AuthFailure.INVALID_TOKEN);
        }
    }

    @Test
    void whatIsTooLongIsNotRead() {
        String long_ =
                signed("{\"userId\":\"ada\",\"exp\":" + IN_AN_HOUR + ",\"x\":\"" + "x".repeat(7_000) + "\"}", "HS256");
        assertThat(long_.length()).isGreaterThan(TokenShape.MAX_LENGTH);
        assertThat(failure(tokens, long_)).isEqualTo(AuthFailure.INVALID_TOKEN);
    }

    @Test
    void failuresSayNothingOfTheToken() {
        String token = signed("{\"userId\":\"ada\",\"exp\":1}", "HS256");
        assertThat(catchThrowable(() -> tokens.parse(token, plain())))
                .hasMessage("expired-token")
                .hasNoCause();
    }

    @Test
    void issuerAudienceAndRequiredClaimsCountWhereSet() {
        TokenPrincipals strict = tokens(with(settings -> {
            settings.setIssuedBy("me");
            settings.setExpectedAudience(Set.of("roomcast"));
            settings.setRequiredClaims(Set.of("tenant"));
        }));
        String rest = ",\"userId\":\"ada\",\"tenant\":1,\"exp\":" + IN_AN_HOUR + "}";
        assertThat(verify(strict, "{\"iss\":\"me\",\"aud\":[\"x\",\"roomcast\"]" + rest)
                        .id())
                .isEqualTo("ada");
        for (String bad : List.of(
                "{\"aud\":\"roomcast\"" + rest,
                "{\"iss\":\"you\",\"aud\":\"roomcast\"" + rest,
                "{\"iss\":\"me\",\"aud\":\"other\"" + rest,
                "{\"iss\":\"me\"" + rest,
                "{\"iss\":\"me\",\"aud\":\"roomcast\",\"userId\":\"ada\",\"exp\":" + IN_AN_HOUR + "}")) {
            assertThat(failure(strict, signed(bad, "HS256"))).isEqualTo(AuthFailure.INVALID_TOKEN);
        }
    }

    @Test
    void graceAgeAndLifeCountWhereSet() {
        long now = System.currentTimeMillis() / 1_000;
        TokenPrincipals lenient = tokens(with(settings -> settings.setClockSkew(60)));
        String ended = "{\"userId\":\"ada\",\"exp\":" + (now - 30) + "}";
        assertThat(verify(lenient, ended).expiresAt()).isEqualTo((now + 30) * 1_000);
        assertThat(failure(tokens, signed(ended, "HS256"))).isEqualTo(AuthFailure.EXPIRED_TOKEN);
        TokenPrincipals young = tokens(with(settings -> {
            settings.setTokenAge(60L);
            settings.setMaxTimeToLiveSecs(7_200L);
        }));
        String rest = ",\"userId\":\"ada\",\"exp\":" + IN_AN_HOUR + "}";
        assertThat(verify(young, "{\"iat\":" + now + rest).id()).isEqualTo("ada");
        assertThat(failure(young, signed("{\"iat\":" + (now - 120) + rest, "HS256")))
                .isEqualTo(AuthFailure.EXPIRED_TOKEN);
        assertThat(failure(young, signed("{\"iat\":" + (now - 10_000) + rest, "HS256")))
                .isEqualTo(AuthFailure.INVALID_TOKEN);
        assertThat(failure(young, signed("{\"x\":1" + rest, "HS256"))).isEqualTo(AuthFailure.INVALID_TOKEN);
        assertThat(failure(tokens, signed("{\"nbf\":" + (now + 60) + rest, "HS256")))
                .isEqualTo(AuthFailure.INVALID_TOKEN);
    }

    private static JWTAuthContextInfo plain() {
        JWTAuthContextInfo settings = new JWTAuthContextInfo();
        settings.setClockSkew(0);
        settings.setSecretVerificationKey(new HmacKey(SECRET));
        settings.setSignatureAlgorithm(Set.of(SignatureAlgorithm.HS256));
        return settings;
    }

    private static JWTAuthContextInfo with(Consumer<JWTAuthContextInfo> change) {
        JWTAuthContextInfo settings = plain();
        change.accept(settings);
        return settings;
    }

    private static TokenPrincipals tokens(JWTAuthContextInfo settings) {
        GrantRules grants = new GrantRules(List.of(), List.of("*"), EnumSet.allOf(Right.class));
        return new TokenPrincipals(
                new VerificationKeys(settings, null),
                settings,
                new ClaimsReader(grants, Set.of("admin"), Set.of("service")));
    }

    private static User verify(TokenPrincipals tokens, String claims) {
        try {
            return ((TokenPrincipal) tokens.parse(signed(claims, "HS256"), plain())).user();
        } catch (ParseException refused) {
            throw new AssertionError(refused);
        }
    }

    private static AuthFailure failure(TokenPrincipals tokens, String token) {
        Throwable thrown = catchThrowable(() -> tokens.parse(token, plain()));
        assertThat(thrown).isInstanceOf(RejectedTokenException.class).hasNoCause();
        assertThat(thrown.getStackTrace()).isEmpty();
        return ((RejectedTokenException) thrown).failure();
    }

    private static String signed(String claims, String algorithm) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmHeaderValue(algorithm);
            signature.setPayload(claims);
            signature.setKey(new HmacKey(SECRET));
            signature.setDoKeyValidation(false);
            return signature.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
