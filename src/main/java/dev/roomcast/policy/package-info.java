/**
 * What the settings say of a room by the pattern that its id matches: how much of its past is kept, whether it is told who
 * comes and goes, how its messages are gathered. Knows the settings and nothing of what they are for.
 */
package dev.roomcast.policy;
