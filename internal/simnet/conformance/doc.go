// Package conformance says for simulated networks what a trace over them has
// to say: outcome, path MTU, exit code, hops, limits, refusals and findings, as lines of data in
// ../testdata/expect. Its tests hold the library to that on the virtual clock; those of
// internal/e2e hold the built program to the same lines in real time.
package conformance
