/* ble-capture FILE: writes every packet between the host and its adapters to a btsnoop file, as `btmon -w` does; btmon
 * itself also prints each packet, and 5.66 crashes on some of them. Told to end, it first takes what waits for it. */
#include <endian.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define BTPROTO_HCI 1
#define HCI_DEV_NONE 0xffff
#define HCI_CHANNEL_MONITOR 2
#define MONITOR_FORMAT 2001
/* From the year 0, in which btsnoop begins to count, to 2000, and from 1970 to 2000. */
#define EPOCH_2000 0x00E03AB44A676000ull
#define UNIX_2000 946684800ull

struct address { uint16_t family, device, channel; };
struct header { uint16_t opcode, adapter, length; };
struct record { uint32_t original, included, flags, drops; uint64_t time; } __attribute__((packed));

static void take(const struct msghdr *message, const struct header *header, const uint8_t *packet, size_t length,
                 FILE *file) {
  struct timeval now = {0};
  for (struct cmsghdr *one = CMSG_FIRSTHDR(message); one; one = CMSG_NXTHDR((struct msghdr *)message, one))
    if (one->cmsg_level == SOL_SOCKET && one->cmsg_type == SO_TIMESTAMP) now = *(struct timeval *)CMSG_DATA(one);
  uint64_t time = ((uint64_t)now.tv_sec - UNIX_2000) * 1000000 + (uint64_t)now.tv_usec + EPOCH_2000;
  uint32_t flags = (uint32_t)le16toh(header->adapter) << 16 | le16toh(header->opcode);
  struct record record = {htobe32(length), htobe32(length), htobe32(flags), 0, htobe64(time)};
  fwrite(&record, sizeof record, 1, file);
  fwrite(packet, length, 1, file);
  /* Whoever waits for the file to grow sees it grow, and a kill loses nothing. */
  fflush(file);
}

static volatile sig_atomic_t ending;

static void end(int signal) {
  (void)signal;
  ending = 1;
}

int main(int count, char **arguments) {
  FILE *file = count == 2 ? fopen(arguments[1], "w") : NULL;
  int monitor = socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, BTPROTO_HCI);
  struct address address = {AF_BLUETOOTH, HCI_DEV_NONE, HCI_CHANNEL_MONITOR};
  int yes = 1, room = 64 << 20;
  if (!file || monitor < 0 || bind(monitor, (struct sockaddr *)&address, sizeof address) < 0) {
    perror("ble-capture");
    return 1;
  }
  setsockopt(monitor, SOL_SOCKET, SO_TIMESTAMP, &yes, sizeof yes);
  setsockopt(monitor, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
  struct timeval patience = {.tv_usec = 100000};
  setsockopt(monitor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  signal(SIGTERM, end);
  uint32_t start[2] = {htobe32(1), htobe32(MONITOR_FORMAT)};
  fwrite("btsnoop", 8, 1, file);
  fwrite(start, sizeof start, 1, file);
  fflush(file);
  for (;;) {
    static uint8_t packet[65536];
    struct header header;
    struct iovec parts[2] = {{&header, sizeof header}, {packet, sizeof packet}};
    char control[128];
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(monitor, &message, 0);
    if (length < 0 && ending) return 0;
    if (length < 0 && errno != EAGAIN && errno != EINTR) return 1;
    if (length >= (ssize_t)sizeof header) take(&message, &header, packet, (size_t)length - sizeof header, file);
  }
}
