#include "CPlatform.h"

// What `withTaskCancellationHandler` calls before and after its operation. That function is asynchronous, though
// neither of these suspends; for synchronous code Swift has no name for them.
__attribute__((swiftcall)) const void *swift_task_addCancellationHandler(
    __attribute__((swiftcall)) void (*handler)(__attribute__((swift_context)) void *), void *context);
__attribute__((swiftcall)) void swift_task_removeCancellationHandler(const void *record);

static __attribute__((swiftcall)) void handle(__attribute__((swift_context)) void *context) {
  const struct cplatform_cancellation *cancellation = context;
  cancellation->handler(cancellation->context);
}

void cplatform_begin_cancellation(
    struct cplatform_cancellation *cancellation, void (*handler)(void *context), void *context) {
  cancellation->handler = handler;
  cancellation->context = context;
  cancellation->record = swift_task_addCancellationHandler(handle, cancellation);
}

void cplatform_end_cancellation(struct cplatform_cancellation *cancellation) {
  swift_task_removeCancellationHandler(cancellation->record);
}
