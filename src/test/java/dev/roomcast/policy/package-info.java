/** What holds in a room by the rules of the settings. */
package dev.roomcast.policy;
