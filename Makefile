.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup build demo test test-threads conformance format lint documentation clean

# Where make was called from, which `make -C` leaves: a relative GOLDEN is looked for there, then here.
export CALLER := $(PWD)

help: ## lists these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

setup: ## installs the native libraries that are missing
	@scripts/setup

build: setup ## builds everything, for debugging
	@swift build

demo: setup ## fits a stacked ensemble on real data and shows how it does
	@swift run -c release Diabetes

test: setup ## checks that Parallelism stands alone, then runs the tests
	@scripts/check-standalone
	@swift test --disable-xctest

test-threads: setup ## runs the tests of the engine under the thread sanitizer
	@swift test --disable-xctest --sanitize thread --build-path .build-threads --filter ParallelismTests

conformance: setup ## compares with recorded results; GOLDEN=DIR takes those of another folder
	@case "$$GOLDEN" in \
	  '' | /*) ;; \
	  *) if [ -e "$$CALLER/$$GOLDEN" ]; then GOLDEN=$$CALLER/$$GOLDEN; fi ;; \
	esac; \
	swift run -c release Conformance $${GOLDEN:+"$$GOLDEN"}

format: ## formats the Swift sources in place
	@swift format -i -r -p $(wildcard Package.swift Sources Tests Examples)

lint: setup ## checks format, repository and documentation
	@swift format lint --strict -r -p $(wildcard Package.swift Sources Tests Examples)
	@scripts/check-repository
	@scripts/check-documentation

documentation: setup ## builds the documentation into .build-documentation/archives
	@scripts/check-documentation

clean: ## removes everything that was built
	@rm -rf .build .build-*
