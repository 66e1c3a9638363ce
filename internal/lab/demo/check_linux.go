package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// verdict is what the demonstration reads of pmtu's JSON document.
type verdict struct {
	Schema  int    `json:"schema"`
	Outcome string `json:"outcome"`
	PathMTU struct {
		Status string `json:"status"`
		Bytes  int    `json:"bytes"`
	} `json:"path_mtu"`
	HopCount int `json:"hop_count"`
	Limits   []struct {
		AfterHop int    `json:"after_hop"`
		Address  string `json:"address"`
		Kind     string `json:"kind"`
		ToBytes  int    `json:"to_bytes"`
	} `json:"limits"`
}

// check compares pmtu's document with what was built, tells, and returns an error where they differ.
func (p plan) check(w io.Writer, target string, document []byte) error {
	var v verdict
	if err := json.Unmarshal(document, &v); err != nil {
		return fmt.Errorf("pmtu --json %s: %w", target, err)
	}
	fmt.Fprintf(w, "  %-10s %s after %d hops, path MTU %d %s", target, v.Outcome, v.HopCount, v.PathMTU.Bytes, v.PathMTU.Status)
	var wrong []string
	differ := func(what string, got, want any) {
		if got != want {
			wrong = append(wrong, fmt.Sprintf("%s %v, not %v", what, got, want))
		}
	}
	differ("outcome", v.Outcome, "reached")
	differ("path MTU", v.PathMTU.Bytes, p.mtu)
	differ("status", v.PathMTU.Status, "proven")
	differ("hop count", v.HopCount, 5)
	differ("number of limits", len(v.Limits), 1)
	if len(v.Limits) == 1 {
		limit := v.Limits[0]
		fmt.Fprintf(w, ", limited after hop %d (%s)", limit.AfterHop, limit.Address)
		differ("limit after hop", limit.AfterHop, narrow-1)
		differ("kind of limit", limit.Kind, "packet_too_big")
		differ("limit to", limit.ToBytes, p.mtu)
	}
	if wrong != nil {
		fmt.Fprintln(w, ": WRONG")
		return fmt.Errorf("pmtu --json %s: it says %s", target, strings.Join(wrong, ", "))
	}
	fmt.Fprintln(w, ": true")
	return nil
}
