// Package conformance holds the tests that say, for every simulated network
// that is about the path MTU, what a trace over it has to say: outcome, path
// MTU, exit code, hops and limits, as lines of data in ../testdata/expect.
package conformance
