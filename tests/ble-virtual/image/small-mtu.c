/* Lets bluetoothd run with an ATT MTU of 23: on a socket that listens the kernel refuses less than 48 (it does not know
 * yet that the socket is for ATT), and bluetoothd then gives the adapter up. Preloaded into bluetoothd only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sys/socket.h>

#define SOL_L2CAP 6
#define L2CAP_OPTIONS 1

int setsockopt(int socket, int level, int name, const void *value, socklen_t length) {
  int (*next)(int, int, int, const void *, socklen_t) = dlsym(RTLD_NEXT, "setsockopt");
  int result = next(socket, level, name, value, length);
  if (result < 0 && errno == EINVAL && level == SOL_L2CAP && name == L2CAP_OPTIONS) return 0;
  return result;
}
