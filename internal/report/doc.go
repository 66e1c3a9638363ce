// Package report writes what `pmtu check` learned: for people, for programs,
// and in the formats of those who call it (JUnit, TAP, GitHub, Prometheus,
// Nagios).
//
// Every format is a [check.Reporter]: it gets results as they come and the
// summary at the end. A result is one Write, so that a run that is killed
// leaves whole lines, and after Close what was written is complete and valid
// for what was done. Nothing is kept of a result that was written, but where a
// format puts things that belong together in one place: prometheus keeps a
// row of numbers a target, nagios the worst few.
//
// Names and sentences come from DNS, routers and files of users. Each format
// escapes what it gives a meaning to, after all of them have escaped what a
// terminal does.
package report
