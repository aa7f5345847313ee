/** Budgets by themselves. */
package dev.roomcast.limits;
