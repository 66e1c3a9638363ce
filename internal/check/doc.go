// Package check answers, for one destination or ten thousand, whether the
// path to it carries packets of a required size.
//
// It reads lists of targets, resolves their names, has a [Runner] trace them,
// judges what came of each ([Judge]) and compares it with an earlier run
// ([Baseline]). What it learns goes to a [Reporter], one [Result] a target as
// they come and a [Summary] at the end. Results are not kept.
package check
