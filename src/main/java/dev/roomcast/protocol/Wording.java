package dev.roomcast.protocol;

/** One sentence for people, in each language there is. */
record Wording(String english, String chinese) {

    String in(Language language) {
        return language == Language.CHINESE ? chinese : english;
    }
}
