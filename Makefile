# "make help" lists what there is. Everything works from a clean checkout with
# Go, make and, for up and test, root.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL: # root tests share one kernel

# What "make up" makes is in the checkout, so that "make down" may delete it all.
DATA_DIR ?= $(CURDIR)/.data/sallyport
# Flags for up. The demo needs no way out; UP_FLAGS= gives services with egress DEFAULT the one of the host.
UP_FLAGS ?= --uplink none

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null)
TAGS    := kernel,engine,e2e,bench
SOURCES := $(wildcard cmd internal test)

# One mode for all: tests and the program share what is compiled, and a fresh
# machine needs no C compiler.
export CGO_ENABLED := 0

# Tools are pinned here, and not in go.mod: a linter's two hundred modules are not ours.
LINT_VERSION := v2.15.0
LINT         := bin/golangci-lint-$(LINT_VERSION)

# The packages that have tests of a build tag, as ./internal/foo ./internal/bar.
tagged = $(patsubst %,./%,$(shell grep -rlE '^//go:build .*\b$(1)\b' --include='*_test.go' $(SOURCES) | xargs -r -n1 dirname | sort -u))

LEAKS := .data/before-tests

# The console's built files become part of the program. Folders are among the
# sources, so that one that was deleted counts as a change.
CONSOLE         := internal/console/dist/index.html
CONSOLE_MODULES := console/node_modules/.lock-installed
CONSOLE_SOURCES := $(shell find console/src console/index.html console/package.json console/tsconfig.json console/vite.config.ts console/tokens.ts 2>/dev/null)

# Empty where the console can't be built.
NODE := $(shell command -v npm >/dev/null && node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null && echo yes)

# how long make soak hunts and compares
SOAK ?= 10m

.PHONY: help
help: ## List the targets
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'
	@printf '\nThe data directory is %s (DATA_DIR=…).\n' '$(DATA_DIR)'

.PHONY: deps
deps: ## Install what this machine lacks, from the distribution's packages
	@scripts/deps.sh

.PHONY: deps-test
deps-test:
	@scripts/deps.sh test

# Without -trimpath tests take the packages that are compiled for them anyway,
# which on a fresh machine with two cores is two minutes less.
BUILD_FLAGS ?= -trimpath
test e2e: BUILD_FLAGS :=

.PHONY: build
build: console-if-possible ## Build the program, bin/sallyport, with the console where Node.js is
	go build $(BUILD_FLAGS) -ldflags '-X main.version=$(VERSION)' -o bin/sallyport ./cmd/sallyport

.PHONY: console
console: $(CONSOLE) ## Build the web console, with Node.js 20 or newer

# What an older build made is not served beside the new one.
$(CONSOLE): $(CONSOLE_MODULES) $(CONSOLE_SOURCES)
	find $(@D) -mindepth 1 ! -name .gitkeep -delete
	cd console && npm run --silent build
	@touch $@

# Its packages are kept until the lock file changes.
$(CONSOLE_MODULES): console/package-lock.json
	@if [ -z '$(NODE)' ]; then echo 'The console is built with Node.js 20 or newer and its npm: https://nodejs.org' >&2; exit 1; fi
	cd console && npm ci --no-audit --no-fund
	@cp $< $@

# The program does without the console where Node.js or its packages can't be
# had; a console that is broken is an error.
.PHONY: console-if-possible
console-if-possible:
	@if [ -z '$(NODE)' ]; then \
		[ -e $(CONSOLE) ] || echo 'The web console is left out: it is built with Node.js 20 or newer'; \
	elif ! $(MAKE) -s $(CONSOLE_MODULES); then \
		echo 'The web console is left out: npm could not install its packages'; \
	else \
		$(MAKE) -s $(CONSOLE); \
	fi

.PHONY: up
up: deps build ## Start Sallyport in the background, run the demo, print how to use it
	bin/sallyport up --data-dir $(DATA_DIR) $(UP_FLAGS)

.PHONY: down
down: ## Stop what up started and leave nothing behind, its data included
	@test -x bin/sallyport || $(MAKE) --no-print-directory build
	bin/sallyport down --data-dir $(DATA_DIR) --purge

.PHONY: check
check: check-format vet lint unit check-console ## Check format, vet, lint and the unprivileged tests

.PHONY: check-console
check-console:
ifdef NODE
check-console: $(CONSOLE_MODULES)
	cd console && npm run --silent check
else
	@echo 'The console is not checked: that needs Node.js 20 or newer'
endif

.PHONY: check-format
check-format:
	@unformatted=$$(gofmt -l $(SOURCES)); \
	if [ -n "$$unformatted" ]; then printf 'not formatted (make fmt):\n%s\n' "$$unformatted" >&2; exit 1; fi

.PHONY: vet
vet:
	go vet -tags $(TAGS) ./...

.PHONY: lint
lint: $(LINT) ## Run golangci-lint, built once into bin
	$(LINT) run ./...

$(LINT):
	@echo 'Building golangci-lint $(LINT_VERSION); this takes a minute or two, once'
	@mkdir -p bin/.tools
	GOBIN=$(CURDIR)/bin/.tools go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	@mv bin/.tools/golangci-lint $@ && rmdir bin/.tools

.PHONY: unit
unit: ## Run the unprivileged tests
	go test -timeout 5m ./...

.PHONY: test
test: deps-test build check leaks-before kernel engine e2e leaks-after ## Run everything, as root: check, kernel, engine and end-to-end tests

.PHONY: kernel
kernel: root ## Run the tests that need network namespaces
	$(call run-tagged,kernel,10m)

.PHONY: engine
engine: root ## Run the tests that need containerd
	$(call run-tagged,engine,15m)

.PHONY: e2e
e2e: root build ## Run the end-to-end tests, with the aws command line, and the console's in a browser
	$(call run-tagged,e2e,20m)

# The console's tests, or those whose file's name has SPEC in it.
SPEC ?=

.PHONY: console-test
console-test: root deps-test console ## Run the console's tests in a browser; SPEC=smoke for those of one file
	go test -tags e2e -count=1 -timeout 20m -v ./test/console -spec '$(SPEC)'

.PHONY: screenshots
screenshots: console-test ## Take the README's pictures of the console anew
	@mkdir -p docs
	@for name in $$(grep -oE 'docs/[a-z0-9-]+\.png' README.md | sort -u); do \
		cp -v "console/e2e/screenshots/$$(basename $$name)" "$$name"; \
	done

.PHONY: soak
soak: root build ## Hunt for leaks and compare random networks with the plan, for SOAK (10m) each
	SALLYPORT_SOAK=$(SOAK) go test -tags e2e -count=1 -timeout 60m -run TestNothingLeaks -v ./test/e2e
	SALLYPORT_SOAK=$(SOAK) go test -tags kernel -count=1 -timeout 60m -run TestKernelEndsPacketsWhereReachSays -v ./internal/datapath

# run-tagged runs the tests of the packages that have some of a tag, one package
# after the other: they share one kernel. Untagged tests beside them run again.
define run-tagged
	@packages='$(call tagged,$(1))'; \
	if [ -z '$(NODE)' ] && [[ $$packages = *./test/console* ]]; then \
		echo "The console's tests are left out: they need Node.js 20 or newer"; packages=$${packages/.\/test\/console/}; \
	fi; \
	if [ -z "$$packages" ]; then echo 'no $(1) tests'; exit 0; fi; \
	echo go test -tags $(1) $$packages; \
	go test -tags $(1) -count=1 -p 1 -timeout $(2) $$packages
endef

.PHONY: root
root:
	@if [ "$$(id -u)" -ne 0 ]; then echo 'these tests make network namespaces and containers: run them as root' >&2; exit 1; fi

.PHONY: leaks-before leaks-after
leaks-before:
	@scripts/leaks.sh before $(LEAKS)
leaks-after:
	@scripts/leaks.sh after $(LEAKS)

.PHONY: bench
bench: root ## Measure against the floors, in ten minutes, and write BENCH.md
	@scripts/deps.sh bench
	go run ./test/bench/report

.PHONY: fmt
fmt: ## Format the sources
	gofmt -w $(SOURCES)

.PHONY: tidy
tidy: ## Show what go.mod and go.sum have too much or too little
	go mod tidy -diff

.PHONY: generate
generate: ## Generate the sources that are generated
	go generate ./...

.PHONY: clean
clean: ## Delete what was built
	rm -rf bin .data coverage console/node_modules console/test-results console/e2e/screenshots
	find internal/console/dist -mindepth 1 ! -name .gitkeep -delete
