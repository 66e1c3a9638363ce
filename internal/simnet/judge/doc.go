// Package judge compares what a trace over a simulated network says with what
// is so. The law is short: no number is called proven that is not the path
// MTU, nothing is said to arrive that does not, a limit is where and what it is said to be, a black hole is one, and
// every run ends within its bounds. To know too little is no fault, but for the distance of a destination
// that answers where nothing is lost; Cause says why it may be.
package judge
