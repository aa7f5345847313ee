package dev.roomcast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;

import dev.roomcast.protocol.Names;

class HmacGuestsTest {

    private static final byte[] SECRET = "a secret of at least thirty-two bytes".getBytes(StandardCharsets.UTF_8);

    private final HmacGuests guests = guests(true, SECRET);

    @Test
    void aGuestIsNobodyElse() {
        Guests.Guest one = guests.create();
        Guests.Guest other = guests.create();
        assertThat(one.user().id())
                .startsWith(Names.GUEST_PREFIX)
                .isNotEqualTo(other.user().id());
        assertThat(Names.isId(one.user().id())).isTrue();
        assertThat(one.user().ref().username()).matches("Guest-[0-9a-f]{4}");
        assertThat(one.user().isGuest()).isTrue();
        assertThat(one.user().roles()).isEmpty();
        assertThat(one.user().expiresAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aKeyMakesItTheSameGuestOnEveryInstanceWithTheSecret() {
        Guests.Guest guest = guests.create();
        User again = guests(true, SECRET.clone()).recognize(guest.key());
        assertThat(again.ref()).isEqualTo(guest.user().ref());
    }

    @Test
    void aKeyOfAnotherSecretIsForged() {
        String key = guests(true, HmacGuests.derive(SECRET)).create().key();
        assertThatThrownBy(() -> guests.recognize(key)).isInstanceOf(TokenException.class);
    }

    @Test
    void everyChangedByteMakesItForged() {
        byte[] key = Base64.getUrlDecoder().decode(guests.create().key());
        for (int i = 0; i < key.length; i++) {
            byte[] changed = key.clone();
            changed[i] ^= 1;
            String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertThatThrownBy(() -> guests.recognize(forged)).isInstanceOf(TokenException.class);
        }
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutFuss() {
        for (String key : new String[] {null, "", "x", "*", "A".repeat(64), "A".repeat(100_000), "ключ"}) {
            assertThatThrownBy(() -> guests.recognize(key)).isInstanceOf(TokenException.class);
        }
    }

    @Test
    void whereThereAreNoGuestsNobodyIsKnown() {
        String key = guests.create().key();
        assertThatThrownBy(() -> guests(false, SECRET).recognize(key)).isInstanceOf(TokenException.class);
    }

    @Test
    void theDerivedSecretIsNotTheSecret() {
        assertThat(HmacGuests.derive(SECRET)).hasSize(32).isNotEqualTo(SECRET).isEqualTo(HmacGuests.derive(SECRET));
    }

    private static HmacGuests guests(boolean enabled, byte[] secret) {
        return new HmacGuests(enabled, secret, RoleGrants.ADMIN);
    }
}
