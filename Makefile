# make help  says what there is.

VERSION := 0.1.0
VARIANT ?= release
PREFIX  ?= /usr/local

# -- variants: how the same sources are compiled

CC_release := gcc
CC_debug   := gcc
CC_asan    := gcc
CC_tsan    := clang
OPTIMISE_release := -O3
OPTIMISE_debug   := -Og -g3
OPTIMISE_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
OPTIMISE_tsan    := -O1 -g -fsanitize=thread
ifndef OPTIMISE_$(VARIANT)
$(error VARIANT is '$(VARIANT)'; it must be release, debug, asan or tsan)
endif
ifeq ($(origin CC),default)
CC := $(CC_$(VARIANT))
endif

WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wpointer-arith \
  -Wwrite-strings -Wvla
STANDARD := -std=c11 -D_POSIX_C_SOURCE=200809L -I.
# -ffp-contract=off: the same bits with and without fused multiply-add. -fPIC: one set of objects for both libraries.
CODE     := -ffp-contract=off -fno-math-errno -fno-trapping-math -fopenmp -fPIC -fno-semantic-interposition
CFLAGS   ?=
LDFLAGS  ?=
COMPILE   = $(CC) $(STANDARD) $(OPTIMISE_$(VARIANT)) $(CODE) $(WARNINGS) @$(FLAGS) $(CPPFLAGS) $(CFLAGS)
LINK      = $(CC) $(OPTIMISE_$(VARIANT)) -fopenmp $(CFLAGS) $(LDFLAGS)

# -- files: what is compiled is found by wildcard

ROOT    := build/$(VARIANT)
OUT     := $(if $(filter release,$(VARIANT)),build,$(ROOT))
LIBRARY := $(OUT)/librenqing.a
SHARED  := $(OUT)/librenqing.so
PROGRAM := $(OUT)/renqing
MAIN    := sim/cli/main.c
SOURCES := $(filter-out $(MAIN),$(sort $(wildcard sim/*.c sim/cli/*.c models/*.c analysis/*.c)))
OBJECTS := $(SOURCES:%.c=$(ROOT)/%.o) $(ROOT)/analysis/embedded.o $(ROOT)/models/embedded.o

TEST_SOURCES  := $(sort $(wildcard tests/*/test_*.c))
TEST_PROGRAMS := $(TEST_SOURCES:%.c=$(OUT)/%)
TEST_SCRIPTS  := $(sort $(wildcard tests/*/test_*.py tests/*/test_*.sh))
TEST_SUPPORT  := $(filter-out $(TEST_SOURCES) $(wildcard tests/bench/*.c),$(sort $(wildcard tests/*/*.c)))

C_FILES := $(sort $(wildcard sim/*.[ch] sim/cli/*.[ch] models/*.[ch] analysis/*.[ch] tests/*/*.[ch]))

FLAGS      := build/flags/compile-$(VARIANT)
LIBS       := build/flags/link
TEST_FLAGS := build/flags/test

.PHONY: all demo whatif charts test lint format base bench bench-compare bench-count install uninstall man docs studies clean help setup-test lint-setup lint-format lint-tidy lint-cppcheck FORCE
.DELETE_ON_ERROR:
.SECONDARY:
.SECONDEXPANSION:
# V=1 shows the commands
SAY := $(if $(V),,@)
PROCESSORS := $(shell nproc 2>/dev/null || echo 2)
MAKEFLAGS += --jobs=$(PROCESSORS) --no-builtin-rules

all: $(LIBRARY) $(SHARED) $(PROGRAM) ## the libraries and the program (VARIANT=release|debug|asan|tsan)

# -- set-up: `make demo`, `make test` and what needs tools install them; `make` only says what is missing

SETUP := .ci/setup $(if $(filter demo whatif test bench,$(MAKECMDGOALS)),,--check)
HDF5   = $$(pkg-config --exists hdf5-serial && echo hdf5-serial || echo hdf5)
MODULES = igraph gsl $(HDF5) yaml-0.1 jansson libmd libdeflate

# Headers of libraries are system headers: our warnings are not for them.
$(FLAGS): .ci/packages .ci/setup
	@mkdir -p $(@D)
	@$(SETUP) build $(filter tsan,$(VARIANT))
	@pkg-config --cflags $(MODULES) | sed 's/-I/-isystem /g' >$@

$(LIBS): $(FLAGS)
	@echo "$$(pkg-config --libs $(MODULES)) -lhdf5_hl -lm" >$@

$(TEST_FLAGS): $(FLAGS) | $(CHARTS)
	@$(SETUP) test
	@pkg-config --libs cmocka >$@

# One after the other: two of them would wait for each other's lock on the packages.
setup-test: $(TEST_FLAGS)
	@.ci/setup test
	@.ci/setup --optional interop
	@.ci/setup --optional plot
	@.ci/setup --optional browser

# -- library and program

$(ROOT)/%.o: %.c $(FLAGS) Makefile
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc    $<")
	$(SAY)$(COMPILE) -MMD -MP -c -o $@ $<

# The version is compiled into one file, anew whenever the commit is another.
COMMIT := build/flags/version
$(COMMIT): FORCE
	@mkdir -p $(@D)
	@commit=$$(git --no-optional-locks describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null || echo unknown); \
	printf '%s\n' '-DRQ_VERSION=\"$(VERSION)\"' "-DRQ_COMMIT=\\\"$$commit\\\"" >$@.new; \
	cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$(ROOT)/sim/version.o: $(COMMIT)
$(ROOT)/sim/version.o: CPPFLAGS += @$(COMMIT)

# What `renqing report` brings along; without npm the charts are an empty file, and the report has its tables. npm is looked for again
# each time, the registry only by `make charts`.
CHARTS := build/report/charts.js
CHARTS_MISSING := $(shell test -s $(CHARTS) || test -e build/report/unreachable || echo FORCE)
$(CHARTS): .ci/charts $(wildcard analysis/report/*.js analysis/report/*.json) $(CHARTS_MISSING) | $(FLAGS)
	@mkdir -p $(@D)
	$(if $(filter test whatif charts,$(MAKECMDGOALS)),@.ci/setup --optional report)
	$(SAY).ci/charts $@

charts: ## the charts of reports, where npm was missing or the registry could not be reached
	@rm -f $(CHARTS) build/report/unreachable
	@env -u MAKEFLAGS $(MAKE) --no-print-directory all

# The configurations of studies, one after the other: name, text, each ended by a null character.
STUDIES := build/studies
$(STUDIES): FORCE
	@mkdir -p $(@D)
	@for file in $(sort $(wildcard configs/studies/*.yaml)); do printf '%s\0' "$$(basename $$file .yaml)"; cat $$file; printf '\0'; done >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(ROOT)/analysis/embedded.o: analysis/embedded.S analysis/report/page.css $(STUDIES) $(CHARTS) $(FLAGS)
	@mkdir -p $(@D)
	$(SAY)$(CC) -c -o $@ $<

$(ROOT)/models/embedded.o: models/embedded.S models/odd.md $(FLAGS)
	@mkdir -p $(@D)
	$(SAY)$(CC) -c -o $@ $<

$(LIBRARY): $(OBJECTS)
	@rm -f $@
	$(if $(V),,@echo "  ar    $@")
	$(SAY)ar rcs $@ $^

$(SHARED): $(OBJECTS) $(LIBS)
	$(if $(V),,@echo "  link  $@")
	$(SAY)$(LINK) -shared -Wl,-soname,librenqing.so.0 -o $@ $(OBJECTS) $$(cat $(LIBS))

$(PROGRAM): $(ROOT)/$(MAIN:.c=.o) $(LIBRARY) $(LIBS)
	$(if $(V),,@echo "  link  $@")
	$(SAY)$(LINK) -o $@.$$$$ $< $(LIBRARY) $$(cat $(LIBS)) && mv $@.$$$$ $@

# -- tests: tests/PART/test_NAME.c is one program, with the part's other sources

beside = $(patsubst %.c,$(ROOT)/%.o,$(filter tests/$1/%,$(TEST_SUPPORT)))

$(patsubst %.c,$(ROOT)/%.o,$(TEST_SOURCES) $(TEST_SUPPORT)): | $(TEST_FLAGS)

$(TEST_PROGRAMS): $(OUT)/tests/%: $(ROOT)/tests/%.o $$(call beside,$$(*D)) $(LIBRARY) $(LIBS) $(TEST_FLAGS)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  link  $@")
	$(SAY)$(LINK) -o $@ $(filter %.o,$^) $(LIBRARY) $$(cat $(TEST_FLAGS) $(LIBS))

# TESTS=tests/cli/test_run.sh  runs only some of them.
TESTS ?= $(TEST_SOURCES) $(TEST_SCRIPTS)

test: setup-test $(PROGRAM) $(TEST_PROGRAMS) ## all tests (TESTS="tests/PART/test_NAME.c ..." for some)
	@VARIANT=$(VARIANT) BUILD=$(OUT) tests/run $(TESTS)

bench: $(OUT)/tests/bench/bench ## speed, memory and start-up beside the limits of the machine (BENCH_RUNS=3, BENCH_LARGE=1)
	@OMP_WAIT_POLICY=passive $< $(OUT)/bench.json # as the program sets it

BENCH_OBJECTS := $(patsubst %.c,$(ROOT)/%.o,$(sort $(wildcard tests/bench/*.c)))
$(OUT)/tests/bench/bench: $(BENCH_OBJECTS) $(LIBRARY) $(LIBS)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  link  $@")
	$(SAY)$(LINK) -o $@ $(BENCH_OBJECTS) $(LIBRARY) $$(cat $(LIBS))

# Another commit, to compare with: BASE=rev, in a work tree of its own.
BASE_PROGRAM := build/base/build/renqing
base:
	@test -n "$(BASE)" || { echo "say which commit to compare with: make $(firstword $(MAKECMDGOALS)) BASE=HEAD~1" >&2; exit 64; }
	@git worktree prune
	@test -e build/base/.git && git -C build/base checkout --quiet --detach $$(git rev-parse $(BASE)) || \
	  git worktree add --quiet --force --detach build/base $(BASE)
	@env -u MAKEFLAGS $(MAKE) -C build/base --no-print-directory VARIANT=release build/renqing

bench-compare: base $(PROGRAM) ## this program against that of BASE=rev, in turns: time, memory, digests
	@python3 tests/bench/compare.py $(BASE_PROGRAM) $(PROGRAM)

bench-count: $(if $(BASE),base) $(PROGRAM) ## instructions of a small run, by function (also beside those of BASE=rev)
	@.ci/setup bench
	@python3 tests/bench/count.py $(if $(BASE),$(BASE_PROGRAM)) $(PROGRAM)

# -- the question: a foreign brand enters; personal service, discounts, or nothing

DEMO := build/demo
demo: $(PROGRAM) ## a new foreign brand enters: three futures, side by side
	@mkdir -p $(DEMO)
	$(PROGRAM) run configs/brand_entry.yaml -o $(DEMO)/personal_service.h5 --force
	$(PROGRAM) run configs/brand_entry.yaml --scenario discount -o $(DEMO)/discount.h5 --force
	$(PROGRAM) run configs/brand_entry.yaml --scenario nothing -o $(DEMO)/nothing.h5 --force
	$(PROGRAM) analyze --section answer $(DEMO)/personal_service.h5 $(DEMO)/discount.h5 $(DEMO)/nothing.h5
	@echo "The runs are in $(DEMO)/. Go on with: $(PROGRAM) analyze $(DEMO)/personal_service.h5"

# A real what-if, small enough for a few minutes on two cores: WHATIF_PEOPLE=100000 for the size of `make demo`.
WHATIF := build/whatif
WHATIF_PEOPLE ?= 8000
whatif: $(PROGRAM) ## gift, discount or nothing: many times over, compared, and a report to show
	$(PROGRAM) whatif configs/brand_entry.yaml -o $(WHATIF) --replicates 8 --force \
	  --set population.size=$(WHATIF_PEOPLE) --set panel.size=$(WHATIF_PEOPLE)
	$(PROGRAM) report $(WHATIF) -o $(WHATIF)/report.html --force
	@echo "Look at $(WHATIF)/report.html; the same in Chinese: $(PROGRAM) report $(WHATIF) --lang zh -o report_zh.html"

# -- style

lint: lint-format lint-tidy lint-cppcheck ## clang-format, clang-tidy and cppcheck: clean

lint-setup: $(FLAGS)
	@.ci/setup lint

lint-format: lint-setup
	@clang-format --dry-run -Werror $(C_FILES)

# max-nodes: the analyzer follows a third of its usual number of paths through a function, which takes half the time.
TIDY_FLAGS := $(STANDARD) -fopenmp -DRQ_VERSION=0 -DRQ_COMMIT=0 -Xclang -analyzer-config -Xclang max-nodes=75000
lint-tidy: lint-setup
	@printf '%s\n' $(filter %.c,$(C_FILES)) | xargs -P $(PROCESSORS) -n 6 sh -c 'clang-tidy --quiet "$$@" -- $(TIDY_FLAGS) $$(cat $(FLAGS)) 2>/dev/null' clang-tidy

lint-cppcheck: lint-setup
	cppcheck -j $(PROCESSORS) --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 --max-configs=1 -I. \
	  --suppressions-list=.ci/cppcheck $(filter %.c,$(C_FILES))

format: ## clang-format on every C file
	clang-format -i $(C_FILES)

# -- documentation, made from the same tables as the program

man: $(PROGRAM) ## man pages into build/man
	@mkdir -p $(OUT)/man
	$(PROGRAM) man $(OUT)/man

docs: $(PROGRAM) ## reference of the configuration, and the model by the ODD protocol, into build/docs
	@mkdir -p $(OUT)/docs
	$(PROGRAM) config reference >$(OUT)/docs/configuration.md
	$(PROGRAM) config schema >$(OUT)/docs/configuration.schema.json
	$(PROGRAM) config odd >$(OUT)/docs/odd.md

studies: $(PROGRAM) ## published studies beside ours, into build/docs/studies.md (FULL=1: at published length)
	@mkdir -p $(OUT)/docs
	$(PROGRAM) study all --markdown $(if $(FULL),--full) >$(OUT)/docs/studies.md

# -- installation

BIN    := $(DESTDIR)$(PREFIX)/bin
LIB    := $(DESTDIR)$(PREFIX)/lib
INC    := $(DESTDIR)$(PREFIX)/include/renqing
SHARE  := $(DESTDIR)$(PREFIX)/share
HEADERS := $(sort $(wildcard sim/*.h models/*.h analysis/*.h))

install: all man ## program, libraries, headers, man pages, configurations (PREFIX, DESTDIR)
	install -d $(BIN) $(LIB)/pkgconfig $(SHARE)/man/man1 $(SHARE)/renqing/configs/studies $(addprefix $(INC)/,$(sort $(dir $(HEADERS))))
	install -m 755 $(PROGRAM) $(BIN)/renqing
	install -m 644 $(LIBRARY) $(LIB)/librenqing.a
	install -m 755 $(SHARED) $(LIB)/librenqing.so.0
	ln -sf librenqing.so.0 $(LIB)/librenqing.so
	for h in $(HEADERS); do install -m 644 $$h $(INC)/$$h || exit 1; done
	install -m 644 $(OUT)/man/*.1 $(SHARE)/man/man1/
	install -m 644 $(wildcard configs/*.yaml configs/*.graphml) $(SHARE)/renqing/configs/
	install -m 644 $(wildcard configs/studies/*.yaml) $(SHARE)/renqing/configs/studies/
	@hdf5=$(HDF5); { echo 'prefix=$(PREFIX)'; echo 'Name: renqing'; echo 'Description: a laboratory for relationships'; \
	  echo 'Version: $(VERSION)'; echo "Requires: igraph gsl $$hdf5 jansson"; echo 'Requires.private: yaml-0.1 libmd libdeflate'; \
	  echo 'Cflags: -I$${prefix}/include/renqing'; echo 'Libs: -L$${prefix}/lib -lrenqing'; } >$(LIB)/pkgconfig/renqing.pc

uninstall: ## what `make install` has put there
	rm -f $(BIN)/renqing $(LIB)/librenqing.a $(LIB)/librenqing.so $(LIB)/librenqing.so.0 $(LIB)/pkgconfig/renqing.pc
	rm -f $(SHARE)/man/man1/renqing.1 $(SHARE)/man/man1/renqing-*.1
	rm -rf $(INC) $(SHARE)/renqing

clean: ## remove build/
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

-include $(OBJECTS:.o=.d) $(ROOT)/$(MAIN:.c=.d) $(patsubst %.c,$(ROOT)/%.d,$(TEST_SOURCES) $(TEST_SUPPORT) $(wildcard tests/bench/*.c))
