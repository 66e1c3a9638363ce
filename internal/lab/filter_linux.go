package lab

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// addFilters installs nftables rules with nft(8), which is the tool for that.
func (n *Node) addFilters(ctx context.Context, filters []Filter) error {
	if len(filters) == 0 {
		return nil
	}
	nft, err := lookNFT()
	if err != nil {
		return &UnsupportedError{What: "nftables", Why: "the program nft is not installed (package nftables)", Err: err}
	}
	cmd := exec.CommandContext(ctx, nft, "-f", "-")
	var said strings.Builder
	cmd.Stdin = strings.NewReader(nftScript(filters))
	cmd.Stdout, cmd.Stderr = io.Discard, &said
	if err := n.Start(cmd, Root); err != nil {
		return err
	}
	if err := cmd.Wait(); err != nil {
		err = fmt.Errorf("nft in %s: %w: %s", n.name, err, strings.TrimSpace(said.String()))
		if strings.Contains(said.String(), "not supported") || strings.Contains(said.String(), "not permitted") {
			return &UnsupportedError{What: "nftables", Why: "the kernel does not let us use them", Err: err}
		}
		return fmt.Errorf("lab: %w", err)
	}
	return nil
}

// lookNFT finds nft, which Debian keeps out of an ordinary user's PATH.
func lookNFT() (string, error) {
	path, err := exec.LookPath("nft")
	if err == nil {
		return path, nil
	}
	for _, p := range []string{"/usr/sbin/nft", "/sbin/nft"} {
		if path, ok := exec.LookPath(p); ok == nil {
			return path, nil
		}
	}
	return "", err
}
