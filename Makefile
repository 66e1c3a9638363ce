# The targets that people and .ci/run share. `make` alone prints them.

GO       ?= go
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
DATADIR  ?= $(PREFIX)/share
MANDIR   ?= $(DATADIR)/man
DESTDIR  ?=
FUZZTIME ?= 30s
PKG      ?= ./...
MAXSIZE  := 8000000
MAXLINES := 400

VERSION ?= $(shell git describe --tags --match 'v[0-9]*' --dirty 2>/dev/null | sed 's/^v//' | grep . || echo 0.1.0-dev)
LDFLAGS  = -s -w -X github.com/pathmtu/pmtu/internal/cli.version=$(VERSION)
# What reads command lines and lists of targets, looks at this host, and writes results, is run once: without inlining it is 0.3 MB smaller.
SMALL    = $(foreach p,encoding/json reflect github.com/alecthomas/kong github.com/goccy/go-yaml/... $(addprefix github.com/pathmtu/pmtu/internal/,check cli host render report resolve tunnel),-gcflags=$p=-l)
BUILD    = CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false $(SMALL) -ldflags '$(LDFLAGS)'
TOOL     = $(GO) tool -modfile=.ci/tools.mod
GOFILES  = find . -name '*.go' -not -path './.*/*'
# The race detector needs a C compiler with its headers, and is not there for every processor.
RACE     = $(shell $(GO) env GOARCH CGO_ENABLED | tr '\n' ' ' | grep -qE '^(amd64|arm64) 1' && \
	echo 'int main(void) { return 0; }' | $$($(GO) env CC) -include stdlib.h -fsyntax-only -x c - 2>/dev/null && echo -race)
TESTSUM  = $(GO) run -buildvcs=false ./internal/testsum

.DEFAULT_GOAL := help
.PHONY: help build test short race demo lint fmt fuzz bench cover golden man size cross dist \
	install install-tracepath uninstall clean vuln have campaign compare bench-fleet examples tidy

help: ## Print this list
	@echo 'make TARGET, where TARGET is one of'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo 'A fresh machine needs Go 1.26 and make: `make demo` shows it, `make test` tests it.'

build: ## Build bin/pmtu (static) and its link bin/tracepath
	$(BUILD) -o bin/pmtu ./cmd/pmtu
	@ln -sf pmtu bin/tracepath

have: ## Say which optional programs are missing, and what is skipped without them
	@miss() { echo "note: $$1 is not installed: $$2 (Debian, Ubuntu: apt-get install $$3)"; }; \
	[ -n '$(RACE)' ] || miss 'a C compiler' 'tests run without the race detector' 'gcc libc6-dev'; \
	PATH="$$PATH:/usr/sbin:/sbin"; \
	command -v tracepath >/dev/null || miss 'iputils tracepath' 'no comparison of our text with its text' iputils-tracepath; \
	command -v nft >/dev/null || miss nft 'no lab networks that filter packets' nftables; \
	command -v iptables >/dev/null || miss iptables 'lines of advice for it are not entered' iptables; \
	command -v mandoc >/dev/null || miss mandoc 'manual pages are not checked' mandoc; \
	command -v xmllint >/dev/null || miss xmllint 'JUnit reports are not held against their schema' libxml2-utils; \
	command -v prove >/dev/null || miss prove 'TAP is not read by another reader' perl; \
	command -v systemd-analyze >/dev/null || miss systemd-analyze 'the example units are not verified' systemd; \
	command -v fping >/dev/null || miss fping 'nothing beside pmtu check in make bench-fleet' fping; \
	for s in bash zsh fish; do command -v $$s >/dev/null || miss $$s "no test of its completion" $$s; done; \
	[ -w /dev/net/tun ] || echo 'note: /dev/net/tun cannot be opened by this user: no whole-program tests behind simulated networks (root can)'

test: have build ## go vet, then all tests, with the race detector where there is a C compiler
	$(GO) vet $(PKG)
	$(TESTSUM) $(RACE) -timeout 15m $(PKG)

short: ## The quick tests only: no namespaces, no real time
	$(TESTSUM) -short -timeout 5m $(PKG)

campaign: ## Judge traces over N (100000) random networks; SEED= (printed) repeats it, ONE=1 shows one network; fails on new kinds of faults, or too many of the known
	$(GO) run -buildvcs=false ./internal/simnet/campaign $(if $(ONE),-one,-n $(or $(N),100000)) $(if $(SEED),-seed $(SEED)) $(if $(RUN),-run $(RUN))

compare: build ## Time pmtu beside tracepath, traceroute --mtu and scamper on one black hole (as root, 2 minutes; no part of test)
	$(GO) run -buildvcs=false ./internal/simnet/compare

bench-fleet: build ## Check 1,024 simulated targets beside fping and scamper, then what a target costs (as root, 4 minutes; no part of test)
	$(GO) run -buildvcs=false ./internal/simnet/fleetbench $(if $(RATE),-rate $(RATE))
	@echo
	$(GO) run -buildvcs=false ./internal/simnet/fleetbench -flat -rate $(or $(RATE),10000)

race: ## All tests with the race detector, nothing from the test cache
	$(TESTSUM) -race -count 1 -timeout 15m $(PKG)

demo: build ## Build, then trace through a network of its own, with a real tunnel in it
	$(GO) run -buildvcs=false ./internal/lab/demo -pmtu ./bin/pmtu

lint: ## gofmt, gofumpt, go vet on 4 platforms, staticcheck, mandoc, file lengths, open ends
	@bad=$$(gofmt -l $$($(GOFILES))); [ -z "$$bad" ] || { echo "gofmt would change:"; echo "$$bad"; exit 1; }
	@bad=$$($(TOOL) gofumpt -l $$($(GOFILES))); [ -z "$$bad" ] || { echo "gofumpt would change:"; echo "$$bad"; exit 1; }
	@for p in linux/amd64 linux/arm64 linux/386 darwin/arm64; do \
		echo "go vet for $$p"; \
		GOOS=$${p%/*} GOARCH=$${p#*/} CGO_ENABLED=0 $(GO) vet -trimpath ./... || exit 1; \
	done
	$(TOOL) staticcheck ./...
	@$(GOFILES) | xargs awk 'FNR > $(MAXLINES) && !seen[FILENAME]++ { print FILENAME " is longer than $(MAXLINES) lines"; bad = 1 } END { exit bad }'
	@! grep -nE '\b(TO[D]O|FIX[M]E|XX[X])\b|not imple[m]ented|unimple[m]ented' $$($(GOFILES)) Makefile *.md doc/*.md doc/adr/*.md | \
		grep -v '^[./]*internal/report/\(tap\|hostile\)' # a word of TAP
	@if command -v mandoc >/dev/null; then echo mandoc -Tlint man/*.8; mandoc -Tlint -Wwarning man/*.8; \
		else echo 'note: mandoc is not installed: manual pages are not checked'; fi

examples: ## Lint the workflows with actionlint, and the Kubernetes objects with Kubernetes' own types
	$(TOOL) actionlint -no-color examples/github/*.yml
	cd examples/kubernetes/lint && $(GO) test ./... && $(GO) run . ../*.yaml

tidy: ## Whether go.mod and go.sum of the program, its tools and the linter of examples are what go mod tidy makes
	$(GO) mod tidy -diff
	cd examples/kubernetes/lint && $(GO) mod tidy -diff
	@rm -rf .tidy && mkdir .tidy && cp .ci/tools.mod .tidy/go.mod && cp .ci/tools.sum .tidy/go.sum
	cd .tidy && $(GO) mod tidy -diff
	@rm -rf .tidy

fmt: ## Format all Go files as lint wants them
	$(TOOL) gofumpt -w $$($(GOFILES))
	gofmt -w $$($(GOFILES))

fuzz: ## Run every fuzz target for FUZZTIME (30s) each
	@$(GO) test -list '^Fuzz' $(PKG) | awk '/^Fuzz/ { t[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, t[i]; n = 0 }' >.fuzz.out
	@while read -r pkg target; do \
		echo "fuzzing $$target of $$pkg for $(FUZZTIME)"; \
		$(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "$$pkg" </dev/null || exit 1; \
	done <.fuzz.out
	@[ -s .fuzz.out ] || { echo 'no fuzz target found'; exit 1; }
	@rm -f .fuzz.out

bench: build ## Run all benchmarks
	$(GO) test -run '^$$' -bench . -benchmem $(PKG)

cover: ## Write coverage.out and print the coverage of each function
	$(GO) test -coverprofile coverage.out -coverpkg ./... $(PKG)
	$(GO) tool cover -func coverage.out

golden: build ## Rewrite the golden files; `git diff` then shows what changed
	$(GO) test -short $$(grep -rlE --include='*_test.go' '"update"|internal/golden"' . | xargs -r -n1 dirname | sort -u) -update

man: ## Render the manual pages as text into dist/
	@mkdir -p dist
	@for f in man/*.8; do n=$${f##*/}; mandoc -Tutf8 "$$f" >"dist/$${n%.8}.txt" && echo "dist/$${n%.8}.txt"; done

size: build ## Fail when the binary is over 8 MB
	@n=$$(wc -c <bin/pmtu); echo "bin/pmtu: $$n bytes of $(MAXSIZE)"; [ "$$n" -le $(MAXSIZE) ]

cross: ## Build for linux/arm64, and for other systems, where it says that it needs Linux
	@for p in linux/arm64 darwin/arm64 freebsd/amd64 windows/amd64; do \
		echo "go build for $$p"; \
		GOOS=$${p%/*} GOARCH=$${p#*/} $(BUILD) -o bin/cross/pmtu-$${p%/*}-$${p#*/} ./cmd/pmtu || exit 1; \
	done

dist: build ## Make dist/*.tar.gz for linux/amd64 and arm64, and SHA256SUMS; the same bytes every time
	@rm -rf dist && mkdir -p dist
	@for a in amd64 arm64; do \
		d=pmtu-$(VERSION)-linux-$$a; mkdir -p dist/$$d/completion; \
		GOOS=linux GOARCH=$$a $(BUILD) -o dist/$$d/pmtu ./cmd/pmtu || exit 1; \
		for s in bash zsh fish; do ./bin/pmtu completion $$s >dist/$$d/completion/pmtu.$$s || exit 1; done; \
		cp LICENSE README.md CHANGELOG.md man/pmtu.8 man/tracepath.8 dist/$$d/; \
		tar -C dist --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u+rw,go+r-w -cf - $$d | gzip -n9 >dist/$$d.tar.gz; \
		rm -rf dist/$$d; \
	done
	@cd dist && sha256sum *.tar.gz | tee SHA256SUMS

install: build ## Install pmtu, its manual page and completions under PREFIX (/usr/local) of DESTDIR
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man8
	install -m 755 bin/pmtu $(DESTDIR)$(BINDIR)/pmtu
	install -m 644 man/pmtu.8 $(DESTDIR)$(MANDIR)/man8/pmtu.8
	install -d $(DESTDIR)$(DATADIR)/bash-completion/completions $(DESTDIR)$(DATADIR)/zsh/site-functions $(DESTDIR)$(DATADIR)/fish/vendor_completions.d
	./bin/pmtu completion bash >$(DESTDIR)$(DATADIR)/bash-completion/completions/pmtu
	./bin/pmtu completion zsh >$(DESTDIR)$(DATADIR)/zsh/site-functions/_pmtu
	./bin/pmtu completion fish >$(DESTDIR)$(DATADIR)/fish/vendor_completions.d/pmtu.fish

install-tracepath: install ## Also install the links tracepath, tracepath4, tracepath6, and tracepath's page
	ln -sf pmtu $(DESTDIR)$(BINDIR)/tracepath
	ln -sf pmtu $(DESTDIR)$(BINDIR)/tracepath4
	ln -sf pmtu $(DESTDIR)$(BINDIR)/tracepath6
	install -m 644 man/tracepath.8 $(DESTDIR)$(MANDIR)/man8/tracepath.8

uninstall: ## Remove what install and install-tracepath put there
	for l in tracepath tracepath4 tracepath6; do \
		[ "$$(readlink $(DESTDIR)$(BINDIR)/$$l)" != pmtu ] || rm -f $(DESTDIR)$(BINDIR)/$$l $(DESTDIR)$(MANDIR)/man8/tracepath.8; done
	rm -f $(DESTDIR)$(BINDIR)/pmtu $(DESTDIR)$(MANDIR)/man8/pmtu.8 $(DESTDIR)$(DATADIR)/bash-completion/completions/pmtu \
		$(DESTDIR)$(DATADIR)/zsh/site-functions/_pmtu $(DESTDIR)$(DATADIR)/fish/vendor_completions.d/pmtu.fish

vuln: ## Look the dependencies up in the Go vulnerability database (needs the Internet)
	$(GO) run golang.org/x/vuln/cmd/govulncheck@v1.8.0 ./...

clean: ## Remove what the other targets made
	rm -rf bin dist coverage.out .fuzz.out .tidy
