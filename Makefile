.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup build static demo test test-dask test-threads fuzz conformance bench test-bench format lint documentation clean

# Where make was called from, which `make -C` leaves: a relative GOLDEN is looked for there, then here.
export CALLER := $(PWD)

# Not the whole folder, which has a build of its own in it.
SWIFT := $(wildcard Package.swift Sources Tests Examples \
  $(foreach package,Benchmarks Fuzzing,$(addprefix $(package)/,Package.swift Sources Tests)))

help: ## lists these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

setup: ## installs the native libraries that are missing
	@scripts/setup

build: setup ## builds everything, for debugging
	@swift build

static: setup ## builds the tool so that machines without Swift and its libraries can run it; PRODUCT=name
	@scripts/build-static $(PRODUCT)

demo: setup ## fits a stacked ensemble on real data and shows how it does
	@swift run -c release Diabetes

test: setup ## checks that Parallelism stands alone, then runs the tests
	@scripts/check-standalone
	@swift test --disable-xctest

test-dask: setup ## tests the cluster backend on a Dask cluster, and on several hosts where namespaces are allowed
	@scripts/test-dask

# One test at a time, as they take many times as long and each has a limit; and not for ever, should one hang.
test-threads: setup ## runs the tests of the engine under the thread sanitizer
	@swift build --build-tests --sanitize thread --scratch-path .build-threads
	@timeout -k 10 900 swift test --skip-build --disable-xctest --sanitize thread --scratch-path .build-threads \
	  --no-parallel --filter ParallelismTests

fuzz: ## tries wrong input on the decoders; SECONDS=n for each of them instead of 10
	@scripts/fuzz $(SECONDS)

conformance: setup ## compares with recorded results; GOLDEN=DIR takes those of another folder
	@case "$$GOLDEN" in \
	  '' | /*) ;; \
	  *) if [ -e "$$CALLER/$$GOLDEN" ]; then GOLDEN=$$CALLER/$$GOLDEN; fi ;; \
	esac; \
	swift run -c release Conformance $${GOLDEN:+"$$GOLDEN"}

bench: ## measures next to the peers; SUITE=name, CASE=part of a name, ROUNDS=n
	@Benchmarks/setup
	@swift build -c release --package-path Benchmarks
	@Benchmarks/.build/release/Harness $(if $(SUITE),--suite '$(SUITE)') $(if $(CASE),--case '$(CASE)') \
	  $(if $(ROUNDS),--rounds '$(ROUNDS)')

test-bench: ## tests what measures
	@swift test --package-path Benchmarks --disable-xctest

format: ## formats the Swift sources in place
	@swift format -i -r -p $(SWIFT)

lint: setup ## checks format, repository and documentation
	@swift format lint --strict -r -p $(SWIFT)
	@scripts/check-repository
	@scripts/check-documentation

documentation: setup ## builds the documentation into .build-documentation/archives
	@scripts/check-documentation

clean: ## removes everything that was built
	@rm -rf .build .build-* Benchmarks/.build
