/** What a client sees where something behind the server fails. */
package dev.roomcast.faults;
