// Package examples holds pmtu check as it is used: in a GitHub or GitLab
// pipeline, in Kubernetes, by goss and by systemd. Its tests read every file
// strictly and run every command of them against loopback.
package examples
