/* A disk that fails on request: the n-th call that changes a file in one folder fails, or ends the process.
 *
 * Loaded before the C library (LD_PRELOAD). What to do stands in a small shared file (TM_FAULT_CONTROL), so that a test
 * can steer its own process as well as a server with many. Calls on other files pass and are not counted. Instead of
 * files it can be the line to a server that breaks: at the n-th time something is sent, or something is read.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct control {
    atomic_long seen;    /* calls counted since it was armed */
    atomic_long at;      /* the call that fails; 0: none */
    atomic_long error;   /* errno it fails with; 0: kill the process */
    atomic_long forever; /* every call after it fails too */
    atomic_long hit;     /* calls that failed */
    atomic_long sockets; /* count sending and reading on sockets instead of changing files */
    char folder[1024];
};

static struct control *control;

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("TM_FAULT_CONTROL");
    int fd = name ? open(name, O_RDWR) : -1;
    if (fd < 0) return;
    void *found = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (found != MAP_FAILED) control = found;
    close(fd);
}

static int ours_path(const char *path) {
    return path && strncmp(path, control->folder, strlen(control->folder)) == 0;
}

static int ours(int fd) {
    char link[64], path[1024];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return ours_path(path);
}

/* Whether this call must fail; it is one of those that count. */
static int fails(void) {
    long at = atomic_load(&control->at);
    if (at == 0) return 0;
    long number = atomic_fetch_add(&control->seen, 1) + 1;
    if (number != at && !(number > at && atomic_load(&control->forever))) return 0;
    atomic_fetch_add(&control->hit, 1);
    if (atomic_load(&control->error) == 0) kill(getpid(), SIGKILL);
    errno = (int)atomic_load(&control->error);
    return 1;
}

static int file_fails(int fd) {
    return control && control->at && !control->sockets && ours(fd) && fails();
}

static int path_fails(const char *path) {
    return control && control->at && !control->sockets && ours_path(path) && fails();
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, write, int, const void *, size_t);
    return file_fails(fd) ? -1 : real(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
    return file_fails(fd) ? -1 : real(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
    return file_fails(fd) ? -1 : real(fd, data, size, at);
}
int fsync(int fd) {
    REAL(int, fsync, int);
    return file_fails(fd) ? -1 : real(fd);
}
int fdatasync(int fd) {
    REAL(int, fdatasync, int);
    return file_fails(fd) ? -1 : real(fd);
}
int ftruncate(int fd, off_t size) {
    REAL(int, ftruncate, int, off_t);
    return file_fails(fd) ? -1 : real(fd, size);
}
int ftruncate64(int fd, off64_t size) {
    REAL(int, ftruncate64, int, off64_t);
    return file_fails(fd) ? -1 : real(fd, size);
}
int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    return path_fails(to) ? -1 : real(from, to);
}
int link(const char *from, const char *to) {
    REAL(int, link, const char *, const char *);
    return path_fails(to) ? -1 : real(from, to);
}
int unlink(const char *path) {
    REAL(int, unlink, const char *);
    return path_fails(path) ? -1 : real(path);
}
static int line_fails(int fd) {
    if (!control || !control->at || !control->sockets || !fails()) return 0;
    shutdown(fd, SHUT_RDWR);
    errno = (int)atomic_load(&control->error);
    return 1;
}

ssize_t send(int fd, const void *data, size_t size, int flags) {
    REAL(ssize_t, send, int, const void *, size_t, int);
    return line_fails(fd) ? -1 : real(fd, data, size, flags);
}
ssize_t recv(int fd, void *data, size_t size, int flags) {
    REAL(ssize_t, recv, int, void *, size_t, int);
    return line_fails(fd) ? -1 : real(fd, data, size, flags);
}
