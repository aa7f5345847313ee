/** What a run gave: samples by metric, and their medians. */
package dev.roomcast.bench.result;
