#pragma once

// Between these two, a process holds ends of channels that it is about to hand over to a worker and to close: no child
// is forked, which would hold them too, so that the end of the worker would not be seen before that of the child.
void cworker_begin_handover(void);
void cworker_end_handover(void);
