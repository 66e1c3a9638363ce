// Package e2e tests the whole built program: behind simulated networks in
// real time, in networks of real kernels, as a user without rights, next to
// the installed iputils tracepath. It has no code of its own but its tests,
// which need Linux.
package e2e
