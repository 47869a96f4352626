#define _GNU_SOURCE

#include "CWorkerStart.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// The kernel takes so many with one message.
enum { capacity = 253 };

#ifdef __linux__
#define RECEIVE_FLAGS MSG_CMSG_CLOEXEC
#else
#define RECEIVE_FLAGS 0
#define MSG_NOSIGNAL 0
#endif

union control {
  struct cmsghdr alignment;
  char bytes[CMSG_SPACE(capacity * sizeof(int))];
};

// A message must have a byte for descriptors to travel with.
static int send_some(int channel, const int *descriptors, size_t count) {
  char byte = 0;
  struct iovec part = {.iov_base = &byte, .iov_len = 1};
  union control control;
  memset(&control, 0, sizeof control);
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_SPACE(count * sizeof(int))};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(count * sizeof(int));
  memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
  ssize_t sent;
  do sent = sendmsg(channel, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) return errno == ECONNRESET ? EPIPE : errno;
  return 0;
}

int cworker_send_descriptors(int channel, const int *descriptors, size_t count) {
  while (count > 0) {
    size_t some = count < capacity ? count : capacity;
    int error = send_some(channel, descriptors, some);
    if (error != 0) return error;
    descriptors += some;
    count -= some;
  }
  return 0;
}

static int receive_some(int channel, int *descriptors, size_t count) {
  char byte;
  struct iovec part = {.iov_base = &byte, .iov_len = 1};
  union control control;
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  ssize_t received;
  do received = recvmsg(channel, &message, RECEIVE_FLAGS);
  while (received < 0 && errno == EINTR);
  if (received < 0) return errno == ECONNRESET ? EPIPE : errno;
  if (received == 0) return EPIPE;
  size_t found = 0;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    size_t here = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < here; i++) {
      int descriptor;
      memcpy(&descriptor, CMSG_DATA(header) + i * sizeof(int), sizeof descriptor);
      if (found < count) descriptors[found++] = descriptor;
      else close(descriptor);
    }
  }
  return 0;
}

int cworker_receive_descriptors(int channel, int *descriptors, size_t count) {
  for (size_t i = 0; i < count; i++) descriptors[i] = -1;
  while (count > 0) {
    size_t some = count < capacity ? count : capacity;
    int error = receive_some(channel, descriptors, some);
    if (error != 0) return error;
    descriptors += some;
    count -= some;
  }
  return 0;
}
