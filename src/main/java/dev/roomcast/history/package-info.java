/**
 * A room's past: pages of it, and what a client missed, exactly; with an honest word where that is gone.
 */
package dev.roomcast.history;
