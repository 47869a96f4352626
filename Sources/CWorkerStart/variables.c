#define _GNU_SOURCE

#include "CWorkerStart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <elf.h>
#include <link.h>

extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

static bool lies_within(uint64_t offset, uint64_t size, size_t count) {
  return offset <= count && size <= count - offset;
}

// Top-level variables get their values from `main`: they are objects where the file has nothing but zeros.
static void visit_symbols(const char *file, size_t count, void *context, cworker_variable_visitor visit) {
  const ElfW(Ehdr) *header = (const ElfW(Ehdr) *)file;
  if (count < sizeof *header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return;
  if (header->e_shentsize != sizeof(ElfW(Shdr))) return;
  if (!lies_within(header->e_shoff, (uint64_t)header->e_shnum * sizeof(ElfW(Shdr)), count)) return;
  const ElfW(Shdr) *sections = (const ElfW(Shdr) *)(file + header->e_shoff);
  for (size_t i = 0; i < header->e_shnum; i++) {
    const ElfW(Shdr) *table = &sections[i];
    if (table->sh_type != SHT_SYMTAB || table->sh_link >= header->e_shnum) continue;
    const ElfW(Shdr) *names = &sections[table->sh_link];
    if (!lies_within(table->sh_offset, table->sh_size, count)) continue;
    if (!lies_within(names->sh_offset, names->sh_size, count) || names->sh_size == 0) continue;
    if (file[names->sh_offset + names->sh_size - 1] != 0) continue;
    const ElfW(Sym) *symbols = (const ElfW(Sym) *)(file + table->sh_offset);
    for (size_t k = 0; k < table->sh_size / sizeof *symbols; k++) {
      const ElfW(Sym) *symbol = &symbols[k];
      if ((symbol->st_info & 0xf) != STT_OBJECT || symbol->st_size == 0) continue;
      if (symbol->st_shndx >= header->e_shnum || symbol->st_name >= names->sh_size) continue;
      if (sections[symbol->st_shndx].sh_type != SHT_NOBITS) continue;
      visit(context, file + names->sh_offset + symbol->st_name, symbol->st_value, symbol->st_size);
    }
  }
}

void cworker_each_variable(void *context, cworker_variable_visitor visit) {
  int descriptor = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  struct stat status;
  if (fstat(descriptor, &status) == 0 && status.st_size > 0) {
    size_t count = (size_t)status.st_size;
    void *file = mmap(NULL, count, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (file != MAP_FAILED) {
      visit_symbols(file, count, context, visit);
      munmap(file, count);
    }
  }
  close(descriptor);
}

void *cworker_variable(uint64_t place) {
  // The file of a program that may be loaded anywhere counts from zero.
  uintptr_t start = __ehdr_start.e_type == ET_DYN ? (uintptr_t)&__ehdr_start : 0;
  return (void *)(start + place);
}

bool cworker_main_thread_rests(void) {
  pid_t process = getpid();
  if (gettid() == process) return true;
  char text[512];
  snprintf(text, sizeof text, "/proc/self/task/%ld/stat", (long)process);
  int file = open(text, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return false;
  text[count] = 0;
  // The state stands behind the name, which may hold anything.
  const char *name = strrchr(text, ')');
  return name != NULL && name[1] == ' ' && name[2] == 'S';
}

// Pages that nobody may touch, one for each text. They stay: a variable may have an address of any of them for good.
struct area {
  char *start;
  size_t size;
  const char *const *texts;
  const struct area *next;
};

// The newest, by which the signal handler finds all.
static const struct area *_Atomic areas;
static size_t page_size;
static struct sigaction previous;

static void report(int number, siginfo_t *info, void *context) {
  const char *address = info->si_addr;
  for (const struct area *area = atomic_load(&areas); area != NULL; area = area->next) {
    if (address < area->start || address >= area->start + area->size) continue;
    const char *text = area->texts[(size_t)(address - area->start) / page_size];
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written;
    _exit(EXIT_FAILURE);
  }
  // Anybody else's: as if this were not here. A fault happens again, and what was sent is sent again.
  sigaction(number, &previous, NULL);
  if (info->si_code <= 0) raise(number);
}

// Once: the second time it would be its own predecessor, and a fault would happen for ever.
static int install_report(void) {
  static bool is_installed;
  if (is_installed) return 0;
  struct sigaction action = {.sa_sigaction = report, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  if (sigaction(SIGSEGV, &action, &previous) != 0) return errno;
  is_installed = true;
  return 0;
}

int cworker_forbid(const char *const *texts, size_t count, void **pages) {
  page_size = (size_t)sysconf(_SC_PAGESIZE);
  size_t size = count * page_size;
  struct area *area = malloc(sizeof *area);
  if (area == NULL) return ENOMEM;
  char *start = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  int error = start == MAP_FAILED ? errno : 0;
  if (error == 0 && (error = install_report()) != 0) munmap(start, size);
  if (error != 0) {
    free(area);
    return error;
  }
  *area = (struct area){.start = start, .size = size, .texts = texts, .next = atomic_load(&areas)};
  atomic_store(&areas, area);
  for (size_t i = 0; i < count; i++) pages[i] = start + i * page_size;
  return 0;
}
#else
void cworker_each_variable(void *context, cworker_variable_visitor visit) {}
void *cworker_variable(uint64_t place) { return NULL; }
bool cworker_main_thread_rests(void) { return false; }
int cworker_forbid(const char *const *texts, size_t count, void **pages) { return ENOTSUP; }
#endif
