package dev.roomcast.abuse;

/** What attackers do, until their time is over. */
@FunctionalInterface
interface Assault {

    void run(Attackers attackers);
}
