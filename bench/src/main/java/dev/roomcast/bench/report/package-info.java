/** What came out, for people: results kept as text, tables with medians, ranges and ratios, and plots drawn by hand. */
package dev.roomcast.bench.report;
