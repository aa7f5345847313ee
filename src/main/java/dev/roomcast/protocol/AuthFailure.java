package dev.roomcast.protocol;

import java.util.Locale;

/** Why a sign-in failed: the codes of {@code auth-failed}. */
public enum AuthFailure {
    INVALID_TOKEN("The token is not valid.", "令牌无效。"),
    EXPIRED_TOKEN("The token has expired.", "令牌已过期。"),
    REVOKED_TOKEN("The token was revoked.", "令牌已被撤销。"),
    DIFFERENT_USER("The token belongs to another user.", "令牌属于另一位用户。");

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final Wording wording;

    AuthFailure(String english, String chinese) {
        wording = new Wording(english, chinese);
    }

    /** The code on the wire, such as {@code invalid-token}. */
    public String code() {
        return code;
    }

    /** What it says to a person who reads that language. */
    public String message(Language language) {
        return wording.in(language);
    }
}
