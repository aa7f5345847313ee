package dev.roomcast.protocol;

import java.util.List;
import java.util.Locale;

/** The languages that messages for people are written in. */
public enum Language {
    ENGLISH,
    CHINESE;

    private static final List<String> TAGS = List.of("en", "zh");

    /**
     * The language that an {@code Accept-Language} header prefers.
     *
     * @param acceptLanguage the header, or null
     * @return Chinese where the header ranks it over English, else English; English also for a header that is not well formed
     */
    public static Language preferred(String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.isBlank() || acceptLanguage.length() > 500) {
            return ENGLISH;
        }
        try {
            String tag = Locale.lookupTag(Locale.LanguageRange.parse(acceptLanguage), TAGS);
            return "zh".equals(tag) ? CHINESE : ENGLISH;
        } catch (IllegalArgumentException notWellFormed) {
            return ENGLISH;
        }
    }
}
